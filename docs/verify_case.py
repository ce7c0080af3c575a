# -*- coding: utf-8 -*-
"""Checks a case file, or an export of the log, away from the portal that made it.

    python verify_case.py case.html        (or case.json, log.csv, log.jsonl)

It needs Python 3.8 or newer and nothing else. It prints every event from the checked data, then one
of three words: HOLDS (exit code 0), BROKEN and where (1), or NOT PROVEN and where (2).
"""
import sys

if sys.version_info < (3, 8):
    sys.exit("This program needs Python 3.8 or newer. This one is %d.%d." % sys.version_info[:2])

import csv
import hashlib
import html
import io
import json
import re
from datetime import datetime, timezone

MOST_LINKS = 200000  # a file that leaves out fewer events between two of its own is not whole
ADDED = {"formula", "actor_username", "nth_of_session", "practice"}  # by formula 2
TOP = {"format", "about", "exam_session", "exam", "learner", "since", "until", "install", "made_at",
       "made_by", "count", "events", "head"}
EVENT = {"links", "reach", "event", "hash", "values", "erased", "sentence"}
HEAD = {"links", "reach", "code", "noted_at"}
FORMAT = "proctor-desk case file 2"
INSTALL, MAKER = {"sid", "name", "time_zone", "practice"}, {"name", "username", "role"}
LEARNER = {"id", "name", "email", "also_recorded_as"}
COLUMNS = {"number", "at", "local", "said", "kind", "outcome", "actor_name", "actor_username", "role", "ip",
           "request_id", "install_sid", "exam_sid", "session_sid", "session_type", "attempt_id", "time_zone",
           "nth_of_session", "practice", "details", "personal", "formula", "previous_hash", "hash"}
PROOF, EXPORT_HEAD = {"links", "event", "values"}, {"links", "reach", "code", "clocks"}
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so has an apostrophe before it
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SEAL = "<!-- SHA-256 of all above: "
# Every tag that the portal writes into the page of a case file, letter by letter.
TAG = re.compile("|".join((
    "</?(article|aside|b|bdi|body|code|dd|details|div|dl|dt|h1|h2|h3|head|html|main|p|pre|section|span|strong|style"
    "|summary|title)>",
    '<p id="event-[0-9]+">|<p class="(change|code|made|more|small|when)">|<!DOCTYPE html>|<html lang="en">',
    '<(div class="head"|dl class="made"|section class="prose"|aside class="band" aria-label="Practice")>',
    '<span (class="diff__words"|aria-hidden="true")>|<meta charset="utf-8">',
    '<meta name="(viewport" content="width=device-width, initial-scale=1|color-scheme" content="light dark)">',
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">",
)))


class Broken(Exception):
    """Something in the file is not as the portal wrote it; the text says where."""


def insist(holds, where):
    if not holds:
        raise Broken(where)


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def without_doubles(pairs):
    names = [name for name, _ in pairs]
    insist(len(names) == len(set(names)), "in its data: a name stands there twice")
    return dict(pairs)


def read(text):
    """The data of a file, and what its page shows of each event (None: the file is data alone)."""
    if not text.lstrip().startswith("<"):
        return text, None
    scripts = between(text, '<script type="application/json">', "</script>")
    insist(len(scripts) == 1, "in its data: the page must hold it once")
    shown = {}
    for part in between(text, '<p id="event-', "</p>"):
        number, closed, said = part.partition('">')
        insist(closed and number.isdecimal() and len(number) < 20, "on its page: an event has no number")
        insist(int(number) not in shown, "on its page: an event stands there twice")
        shown[int(number)] = html.unescape(said)
    return scripts[0], shown


def check_page(text, count):
    """A page has only the tags that the portal writes, and between its heading of the events and the
    words below them one block for each event, which begins with its time and its sentence. All of it
    has the SHA-256 that stands at its end: who changes a page and not that is found.
    """
    page, _, rest = text.partition('<script type="application/json">')
    above, _, seal = text.rpartition(SEAL)
    insist(above, "on its page: the SHA-256 of it all, which stands at its end, is missing")
    ends = SEAL + seal[:64] + " --></body></html>"
    insist("".join(rest.partition("</script>")[2].split()) == "".join(ends.split()), "on its page: something is behind its data")
    for tag in re.findall("<[^<>]*>?", page):
        insist(TAG.fullmatch(tag), "on its page: the portal writes no " + tag)
    styles = between(page.partition("<body>")[0], "<style>", "</style>")
    insist(page.count("<style>") == len(styles) == 1 and "event" not in styles[0], "on its page: its style")
    before, _, events = page.partition("<h2>What happened</h2>")
    events, _, after = events.partition('<section class="prose">')
    first, *parts = events.split("<article>")
    blocks = [part.partition("</article>")[0] for part in parts]
    is_counted = len(blocks) == count == events.count("</article>") and "<article>" not in before + after
    insist(is_counted, "on its page: its number of events")
    body = page.partition("<body>")[2]
    insist(re.search("</?(title|style|head|body|html)>", body) is None, "on its page: its head is not at its top")
    insist("details>" not in before, "on its page: something above the events is folded")
    for block in blocks:
        insist(block.count('<p class="when">') == 1, "on its page: an event has more than one time")
        folds = re.findall("</?details>", block)
        insist(folds in ([], ["<details>", "</details>"]), "on its page: an event is folded otherwise than it was made")
        begins = re.match(r'\s*<p class="when">[^<>]*</p>\s*<p id="event-', block)
        insist(begins and block.count("<p id=") == 1 and "<p>" not in block, "on its page: an event is not as it was made")
    for part in [first] + [part.partition("</article>")[2] for part in parts]:
        insist(re.fullmatch(r"\s*(<h3>[^<>]*</h3>)?\s*", part), "on its page: something is between two events")
    insist(seal[:64] == sha256(above), "on its page: something around its events was changed, as its words or its looks")


def between(text, begin, end):
    """What stands between the two, each time; a last one that is not closed is none."""
    parts = []
    start = text.find(begin)
    while start >= 0:
        stop = text.find(end, start)
        if stop < 0:
            break
        parts.append(text[start + len(begin):stop])
        start = text.find(begin, stop)
    return parts


def follow(part, number, reached, open_ends):
    """From an event's number and hash to the place just before the next part of the file."""
    where = "between event {} and event {}".format(number, part["reach"][0])
    if part["links"] is None:  # too many stood between the two
        insist(part["reach"][0] - number > MOST_LINKS, where + ": links are missing")
        open_ends.append(where)
        return part["reach"]
    for content in part["links"]:  # an event's hash is made of the one before and of its content's
        number, reached = number + 1, sha256(reached + content)
    insist([number, reached] == part["reach"], where)
    return number, reached


def check_event(part, number, reached, page):
    """The number and hash of an event that holds, after its words were compared with its hash."""
    insist(set(part) == EVENT, "at event {}: something is there that a case file does not have".format(number + 1))
    event, values = part["event"], part["values"]
    before, number, reached = reached, number + 1, sha256(reached + sha256(canonical(event)))
    if part["hash"] == sha256(canonical(dict(event, previous_hash=before))):  # as in the portal's first days
        reached = part["hash"]
    at = "at event {}: its ".format(number)
    insist([event["number"], part["hash"]] == [number, reached], at + "content")
    insist(event.get("formula", 1) in (1, 2) and (event.get("formula") == 2) == (set(event) >= ADDED), at + "formula")
    kept = json.loads(event["personal"])
    for name, (salt, value) in values.items():
        insist(len(salt) == 32 and kept.get(name) == sha256(salt + value), at + name)
    insist(sorted(part["erased"]) == sorted(set(kept) - set(values)), at + "list of what was erased")
    sentence = re.sub(r"{{|}}|{(\w+)}", lambda one: personal(one[1], values) if one[1] else one[0][0], event["sentence"])
    insist(sentence == part["sentence"], at + "sentence")
    insist(page is None or page.get(number) == sentence, at + "sentence")
    return number, reached


def personal(name, values):
    return values.get(name, ["", "(erased)"])[1]


def check_top(case, page):
    """What stands above the events must be what they say themselves."""
    insist(set(case) == TOP, "at its top: something is there or missing that the portal did not write")
    events, install = [part["event"] for part in case["events"]], case["install"]
    insist(case["format"] == FORMAT, "at its top: it is no file of this kind")
    insist(case["exam_session"] or case["exam"] or case["learner"], "at its top: it is about nothing")
    insist(set(install) == INSTALL, "at its top: what it says of the institution")
    insist(set(case["made_by"]) == MAKER, "at its top: what it says of its maker")
    insist(case["learner"] is None or set(case["learner"]) == LEARNER, "at its top: what it says of the learner")
    for at in (case["made_at"], case["since"], case["until"], case["head"]["noted_at"]):
        insist(at == "" or moment(at), "at its top: a time")
    insist(case["made_at"], "at its top: when it was made")
    insist(len(events) == case["count"], "in its number of events")
    insist(page is None or list(page) == [one["number"] for one in events], "on its page: other events than in its data")
    whole = {event["session_sid"] for event in events if event["exam_sid"] == case["exam"]} - {""}
    for event in events:
        where = "at its top: event {} does not fit ".format(event["number"])
        insist(event["install_sid"] == install["sid"], where + "the institution")
        insist(event["session_sid"] == case["exam_session"] or not case["exam_session"], where + "the exam session")
        fits = event["exam_sid"] == case["exam"] or event["session_sid"] in whole  # which may have been another's
        insist(fits or not case["exam"], where + "the exam")
        insist(not case["since"] or event["at"] >= case["since"], where + "the first day")
        insist(not case["until"] or event["at"] < case["until"], where + "the last day")
    told = [event["practice"] for event in events if event.get("practice") is not None]
    insist(not told or bool(told[-1]) == install["practice"], "at its top: whether it was practice")


def claims(case):
    """What the file says of itself, and no hash is of: about whom, of which days, by whom."""
    learner, by = case["learner"], case["made_by"]
    told = ["it is about " + case["about"]]
    if learner:
        told.append("the learner {}, {}, has the ID {}".format(learner["name"], learner["email"], learner["id"]))
        told += ["also recorded as {}, {}".format(one["name"], one["email"]) for one in learner["also_recorded_as"]]
    told.append("the institution is {}, its clock that of {}".format(case["install"]["name"], case["install"]["time_zone"]))
    days = [word + " " + case[name] for word, name in (("from", "since"), ("before", "until")) if case[name]]
    told.append("it has the events {}".format(" and ".join(days) or "of all days"))
    told.append("{} ({}), {}, made it {}".format(by["name"], by["username"], by["role"], case["made_at"]))
    told.append("its code was noted {}".format(case["head"]["noted_at"] or "nowhere"))
    return "What the file says of itself, unproven: {}.".format("; ".join(told))


def check_places(case):
    """Each event says which of its session's events it is: none may be missing between two, and
    none before the first where the file is about whole sessions from their first day. In a learner's
    file those are missing that came while the session was somebody else's.

    Events of the portal's first days don't say it: those before the first that does are counted.
    What the file has of each session is told, whatever it says that it is about.
    """
    last, unplaced, missing, is_whole = {}, {}, {}, (case["exam_session"] or case["exam"]) and not case["since"]
    for event in (part["event"] for part in case["events"]):
        sid, place = event["session_sid"], event.get("nth_of_session", 0)
        if not place:
            unplaced[sid] = unplaced.get(sid, 0) + 1
            continue
        before, number = last.get(sid, (unplaced.get(sid, 0), None))
        if place != before + 1:
            where = "before" if number is None else "between event {} and".format(number)
            may_be = not is_whole if number is None else is_theirs_again(case, event)
            insist(may_be, "{} event {}: events {} to {} of session {} are missing".format(
                where, event["number"], before + 1, place - 1, sid))
            missing.setdefault(sid, []).append((number, before + 1, place - 1))
        last[sid] = place, event["number"]
    return "".join(" " + places_told(sid, missing.get(sid, []), last[sid][0]) for sid in sorted(last))


def is_theirs_again(case, event):
    """Whether an event tells that its session became that of the learner whom the file is about."""
    if event["kind"] != "seen" or not case["learner"] or case["exam_session"] or case["exam"]:
        return False
    changes = json.loads(event["details"]).get("changes")
    told = [changes.get(name) for name in ("learner_account", "enrollment")] if isinstance(changes, dict) else []
    return any(isinstance(one, dict) and one.get("after") == case["learner"]["id"] for one in told)


def places_told(sid, missing, end):
    """Which of a session's events a file has, and which before the last of them it has not."""
    begins = missing and missing[0][0] is None
    first = "number {} to".format(missing[0][2] + 1) if begins else "its first to its number"
    gaps = " and ".join("{} to {}".format(one, other) for _, one, other in missing)
    left_out = ": its events {} are not in the file".format(gaps) if missing else ""
    return "It has the events of session {} from {} {}{}.".format(sid, first, end, left_out)


def check_code(head, number, reached):
    length = 19  # six letters of the number and thirteen of the hash; a great number has four more, or eight
    while number >> 5 * (length - 13):
        length += 4
    bits, check = number << 65 | int(reached, 16) >> 191, 1
    letters = [bits >> 5 * place & 31 for place in reversed(range(length))]
    for letter in letters:
        check = twice(check) ^ letter
    code = "".join(LETTERS[letter] for letter in [*letters, twice(check)])
    fours = "-".join(code[place:place + 4] for place in range(0, len(code), 4))
    insist(head["code"] == fours, "at the code of its head")


def twice(value):
    """The last letter of a code is made in the field of 32 elements (x⁵ + x² + 1)."""
    return value << 1 ^ (37 if value & 16 else 0)


def tell(part):
    """One event in lines: when, who, what, and before → after."""
    event, values = part["event"], part["values"]
    who = event["actor_name"]
    if event.get("actor_username"):
        who += " ({})".format(event["actor_username"])
    who = ", ".join(one for one in (who, event["role"], event["ip"] and "from " + event["ip"]) if one)
    practice = "  PRACTICE" if event.get("practice") else ""
    say("{:>8}  {}{}".format(event["number"], local(event["at"], event["time_zone"]), practice))
    say("          {}: {}".format(who, part["sentence"]))
    changes = json.loads(event["details"]).get("changes", {})
    for name, change in sorted(changes.items()) if isinstance(changes, dict) else ():
        if isinstance(change, dict) and {"before", "after"} <= set(change):
            before, after = (plain(change[one], values) for one in ("before", "after"))
            say("          {}: {} → {}".format(name, before, after))


def plain(value, values):
    if isinstance(value, dict) and set(value) == {"personal"}:
        return personal(value["personal"], values)
    return value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)


def local(at, zone):
    """A time on the clock of the event's zone and in UTC; in UTC alone where Python knows no zones."""
    told = on_clock(at, zone)
    if told is None:
        return at.replace("T", " ").replace("Z", " UTC")
    return told.strftime("%Y-%m-%d %H:%M:%S %Z") + " ({} UTC)".format(at[11:19])


def on_clock(at, zone):
    """A time on the clock of a zone; None where Python does not know the zone."""
    if zone == "UTC":
        return moment(at)
    try:
        from zoneinfo import ZoneInfo

        return moment(at).astimezone(ZoneInfo(zone))
    except (ImportError, KeyError, ValueError, OSError):
        return None


def say(line):
    print("".join(one if one.isprintable() else "?" for one in line))


def check_any(text):
    """Check a file of either kind."""
    if text.startswith("\ufeff") or text.startswith('"number"'):
        csv.field_size_limit(2 ** 31 - 1)
        rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))
        insist(rows and rows[0][-1] == "proof" and len(rows[0]) == len(set(rows[0])), "in its heading")
        insist(all(len(row) == len(rows[0]) for row in rows), "in its columns")
        proofs = [json.loads(row[-1], object_pairs_hook=without_doubles) for row in rows[1:]]
        shown = [{name: row[at] for at, name in enumerate(rows[0][:-1])} for row in rows[1:]]
        insist(set(shown[-1].values()) == {""}, "in its last row")
        return check_export(text, shown[:-1], proofs[:-1], proofs[-1], cell)
    if text.startswith(('{"number":', '{"head":')):
        rows = [json.loads(line, object_pairs_hook=without_doubles) for line in text.rstrip("\n").split("\n")]
        proofs = [row.pop("proof") for row in rows[:-1]]
        return check_export(text, rows[:-1], proofs, rows[-1], lambda value: value)
    return check(text)


def check_export(text, rows, proofs, end, written):
    """Print the events of an export and how far they are proven; the exit code."""
    insist(set(end) == {"head"} and set(end["head"]) == EXPORT_HEAD, "in its last row")
    parts = [whole_part(proof) for proof in proofs]
    if not parts:
        say("0 events: there is nothing to prove.")
        return 2
    open_ends, (number, reached) = [], parts[0]["reach"]
    for at, part in enumerate(parts):
        shown = rows[at]
        part["reach"] = [part["event"]["number"] - 1, shown["previous_hash"]]
        part["hash"] = shown["hash"]
        if part is parts[0]:
            number, reached = part["reach"]
        number, reached = follow(part, number, reached, open_ends)
        number, reached = check_event(part, number, reached, None)
        check_row(shown, part, written)
        check_local(shown["local"], part["event"], end["head"]["clocks"], open_ends)
    number, reached = follow(end["head"], number, reached, open_ends)
    check_code(end["head"], number, reached)
    for part in parts:
        tell(part)
    say("{} events. Others may have been left out: events of the log between these are in the file only as hashes."
        .format(len(parts)))
    for sid, zone in sorted(end["head"]["clocks"].items()):
        say("What the file says of itself, unproven: the clock of {} is that of {}.".format(sid, zone))
    say("This file’s SHA-256 is {}.".format(sha256(text)))
    held = "NOT PROVEN {}, the rest holds".format("; ".join(open_ends)) if open_ends else "HOLDS"
    say("{} up to event {}, hash {}, code {}.".format(held, number, reached, end["head"]["code"]))
    return 2 if open_ends else 0


def whole_part(proof):
    """An event of an export, with what can be told from the rest of it."""
    insist(set(proof) == PROOF, "in its proof")
    event, values = proof["event"], proof["values"]
    erased = set(json.loads(event["personal"])) - set(values)
    said = re.sub(r"{{|}}|{(\w+)}", lambda one: personal(one[1], values) if one[1] else one[0][0], event["sentence"])
    return dict(proof, reach=[event["number"] - 1, ""], hash="", erased=sorted(erased), sentence=said)


def check_row(shown, part, written):
    """What a reader of the row sees must be what is hashed."""
    event, at = part["event"], "at event {}: its ".format(part["event"]["number"])
    facts = {"formula": 1, "actor_username": "", "nth_of_session": 0, "practice": None}  # by formula 1
    facts.update(event)
    facts.update(said=part["sentence"], hash=part["hash"], previous_hash=part["reach"][1])
    facts["details"] = filled(json.loads(event["details"]), part["values"])
    facts["personal"] = json.loads(event["personal"])
    insist(set(shown) == COLUMNS, at + "columns")
    for name, value in shown.items():
        insist(name == "local" or (name in facts and canonical(value) == canonical(written(facts[name]))), at + name)


def check_local(value, event, clocks, open_ends):
    """The time on the clock of the event's zone, or else of its institution's, as the file names it.
    Another one than this Python's rules of the zone tell is not proven: they may be older."""
    zone, time = event["time_zone"] or clocks.get(event["install_sid"], "UTC"), datetime.fromisoformat(value)
    is_the_moment = time.utcoffset() is not None and time == moment(event["at"])
    is_as_written = time.isoformat(timespec="microseconds") == value
    insist(is_the_moment and is_as_written, "at event {}: its local time".format(event["number"]))
    told = on_clock(event["at"], zone)
    if told is None or told.utcoffset() != time.utcoffset():
        open_ends.append("at event {}: that its local time is of {}".format(event["number"], zone))


def cell(value):
    """A value as a cell of a spreadsheet has it."""
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)
    return "'" + text if text.startswith(FORMULA_SIGNS) else text


def filled(value, values):
    if isinstance(value, dict):
        if set(value) == {"personal"}:
            return personal(value["personal"], values)
        return {name: filled(one, values) for name, one in value.items()}
    return [filled(one, values) for one in value] if isinstance(value, list) else value


def moment(at):
    return datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)


def check(text):
    """Print the events of a file and how far they are proven; the exit code. Raises `Broken`."""
    data, page = read(text)
    case = json.loads(data, object_pairs_hook=without_doubles)
    open_ends, (number, reached) = [], case["events"][0]["reach"]
    check_top(case, page)
    for part in case["events"]:
        number, reached = follow(part, number, reached, open_ends)
        number, reached = check_event(part, number, reached, page)
    insist(set(case["head"]) == HEAD, "at its head")
    number, reached = follow(case["head"], number, reached, open_ends)
    check_code(case["head"], number, reached)
    told = check_places(case)
    if page is not None:
        check_page(text, len(page))
    for part in case["events"]:
        tell(part)
    say("{} events.{}".format(len(case["events"]), told))
    say(claims(case))
    say("This file’s SHA-256 is {}: the portal’s page “Check a case file” tells whether the whole file, looks"
        " included, is as it was made.".format(sha256(text)))
    held = "NOT PROVEN {}, the rest holds".format("; ".join(open_ends)) if open_ends else "HOLDS"
    say("{} up to event {}, hash {}, code {}.".format(held, number, reached, case["head"]["code"]))
    return 2 if open_ends else 0


def main(path):
    sys.stdout.reconfigure(errors="replace")
    try:
        with open(path, "rb") as file:
            return check_any(file.read().decode("utf-8"))
    except Broken as found:
        say("BROKEN {}.".format(found))
    except OSError as error:
        say("This file can't be opened ({}).".format(error))
    except Exception as error:  # whatever is missing or of another kind in it
        say("BROKEN: this is no whole file ({}: {}).".format(type(error).__name__, error))
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
