"""Checks a case file away from the portal that made it: python verify_case.py case.json (or case.html)."""
import hashlib, html, json, re, sys
sys.excepthook = lambda kind, error, trace: print(f"BROKEN: this is no whole case file ({kind.__name__}: {error}).")
sys.stdout.reconfigure(errors="replace")
sha256 = lambda text: hashlib.sha256(text.encode()).hexdigest()
text = data = open(sys.argv[1], "rb").read().decode()
if page := dict(re.findall(r'<p id="event-(\d+)">(.*?)</p>', text, re.DOTALL)):
    data = re.search('<script type="application/json">(.*)</script>', text, re.DOTALL)[1]
case = json.loads(data)
checks, open_at = [(len(case["events"]) == case["count"], "in its number of events")], []
number, reached = case["events"][0]["reach"]
for part in [*case["events"], case["head"]]:
    since, until = number, part["reach"][0]
    for content in part["links"] or ():  # an event's hash is made of the hash before it and its content's hash
        number, reached = number + 1, sha256(reached + content)
    if part["links"] is None:  # only where more stand between them than one file holds
        checks.append((until - since > 200_000, f"between event {since} and event {until}: links are missing"))
        open_at.append(f"NOT PROVEN between event {since} and event {until}, the rest holds")
        number, reached = part["reach"]
    checks.append(([number, reached] == part["reach"], f"between event {since} and event {until}"))
    if event := part.get("event"):
        values, kept, number = part["values"], json.loads(event["personal"]), number + 1
        content = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        reached = sha256(reached + sha256(content))
        checks.append(([event["number"], part["hash"]] == [number, reached], f"at event {number}: its content"))
        for name, (salt, value) in values.items():
            checks.append((kept[name] == sha256(salt + value) and len(salt) == 32, f"at event {number}: its {name}"))
        fill = lambda found: values.get(found[1], ["", "(erased)"])[1] if found[1] else found[0][0]
        sentence = re.sub(r"{{|}}|{(\w+)}", fill, event["sentence"])
        shown = html.unescape(page.get(str(number), "")) if page else sentence
        checks.append((sentence == part["sentence"] == shown, f"at event {number}: its sentence"))
        print("".join(one if one.isprintable() else "?" for one in f"{number:>8}  {event['at']}  {sentence}"))
code, bits = case["head"]["code"], number << 65 | int(reached, 16) >> 191
letters = ["0123456789ABCDEFGHJKMNPQRSTVWXYZ"[bits >> 5 * at & 31] for at in reversed(range(19))]
checks.append(("".join(letters) == code.replace("-", "")[:-1], "at the code of its head"))
broken = [where for holds, where in checks if not holds]
print(f"That no event was left out, only the log can tell: it notes SHA-256 {sha256(data)} of this file.")
held = f"{'; '.join(open_at) or 'HOLDS'} up to event {number}, hash {reached}, code {code}."
sys.exit(print(f"BROKEN {broken[0]}." if broken else held) or (1 if broken else 2 if open_at else 0))
