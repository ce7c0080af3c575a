"""The vendor's public proctor types, and the head of an empty chain."""

from django.db import migrations

PROCTOR_TYPES = (
    ("TS4b894875d26194988853e490dfb9bc41", "Live Online", "remote"),
    ("TS9531c6b112f145018dae3cd2a9f60c4c", "Automated with Review", "remote"),
    ("TS63dda27a6ba54c218449b934b7bb1ba8", "Automated", "remote"),
    ("TS9235d47c69d14e8aa8efb704abda9059", "Live Online via third party", "remote"),
    ("TS164bcc8c5456483cab4efbed1b597aa9", "Automated with Review via ProctorU", "remote"),
    ("TS9bfc343debfc491bb40b7d9eee384690", "Automated via ProctorU", "remote"),
    ("TS6d6011935f4646848ea4f7a29b4f61a5", "Virtual Test Center", "remote"),
    ("TSbff39e6956b84f6399ecaac991d9a529", "Institution Testing Centers", "on-site"),
    ("TS53e490dfb9bc414b894875d261949888", "Professional Testing Centers", "on-site"),
    ("TSa2f6350b6b9c4b92804fab5f51f5f6b6", "NCTA Testing Centers", "on-site"),
    ("TS5553fa14b62548c5951f617a6412c5bc", "Military Base Testing Center", "on-site"),
    ("TSf8cc28ebd2e6451dbe888ff0a0ca8837", "High School Testing Center", "on-site"),
    ("TS0e3bd6f03e37469a94a58c223826ab64", "Professional Education Center", "on-site"),
    ("TSc93c23e553ba4e2f9758e3f0649b667b", "Instructor as Proctor", "on-site"),
    ("TSa8c21e75eff0434bb42cd10909d169a9", "Librarian", "on-site"),
    ("TS884e9462ccf044ab961c56d8a339e5bb", "Notary Public", "on-site"),
    ("TSd472cf390f27476e90e0eb0ee7409eef", "HR Officer", "on-site"),
    ("TSaa7f6ef6f6f948ff8d48777eba7e99a5", "Military Personnel", "on-site"),
    ("TSb492aa08991647c2b6a5beb2347bc3a7", "Education Professional", "on-site"),
    ("TSde44f39d587d4acc8d6c3fc8a8aa7282", "Testing Administrator", "on-site"),
    ("TS346fbe6cbb27420abab2dfae7042d0d3", "Disability Resource Center employee", "on-site"),
)


def load(apps, schema_editor):
    ProctorType = apps.get_model("scheduling", "ProctorType")
    ProctorType.objects.bulk_create(
        ProctorType(ts_sid=sid, name=name, where=where) for sid, name, where in PROCTOR_TYPES
    )
    apps.get_model("scheduling", "ChainHead").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0002_append_only")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
