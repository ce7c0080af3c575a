"""How bookings stood before they were moved or cancelled, as far as the log of before tells it."""

import json

import django.db.models.deletion
from django.db import migrations, models
from django.utils.dateparse import parse_datetime

ROWS_AT_ONCE = 500
TOOK_A_SEAT = ("scheduled", "inprogress", "processing", "incident", "closed")


def read_the_log(apps, schema_editor):
    """An event of a move, a cancellation or an outside change tells where the start was before."""
    events = apps.get_model("scheduling", "AuditEvent").objects
    told = events.filter(kind__in=("outcome", "read_back", "settled", "seen"))
    told = told.filter(details__contains='"changes"').order_by("number")
    rows = []
    for event in told.only("at", "kind", "outcome", "details", "session_sid").iterator():
        if event.kind == "seen" or event.outcome == "accepted":
            rows += _earlier(apps, event)
        if len(rows) >= ROWS_AT_ONCE:
            _keep(apps, rows)
            rows = []
    _keep(apps, rows)


def _keep(apps, rows):
    apps.get_model("scheduling", "EarlierState").objects.bulk_create(rows)


def _earlier(apps, event):
    """The row that an event gives; none where it doesn't tell of a booking that stood."""
    changes = json.loads(event.details).get("changes", {})
    before = {name: change.get("before") or "" for name, change in changes.items()}
    is_cancelled = _folded(before.get("status", "")) in TOOK_A_SEAT
    if not before.get("start") and not is_cancelled:
        return []
    sessions = apps.get_model("scheduling", "ExamSession").objects
    session = sessions.filter(
        sid=event.session_sid, institution__sid=event.install_sid
    ).first()
    start = parse_datetime(before.get("start", "")) or (session and session.appointment_at)
    if session is None or start is None:
        return []
    if before.get("status") and not is_cancelled:
        return []
    return [
        apps.get_model("scheduling", "EarlierState")(
            session=session,
            institution_id=session.institution_id,
            start_at=start,
            duration_minutes=session.duration_minutes,
            status=before.get("status") or "Scheduled",
            location_sid=session.location_sid,
            location_name=session.location_name,
            known_until=event.at,
        )
    ]


def _folded(status):
    return status.casefold().replace(" ", "")


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0033_hours_by_date'),
    ]

    operations = [
        migrations.CreateModel(
            name='EarlierState',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('start_at', models.DateTimeField()),
                ('duration_minutes', models.PositiveIntegerField(null=True)),
                ('status', models.CharField(max_length=60)),
                ('location_sid', models.CharField(blank=True, default='', max_length=34)),
                ('location_name', models.CharField(blank=True, default='', max_length=200)),
                ('known_until', models.DateTimeField()),
                ('institution', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='scheduling.institution')),
                ('session', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='earlier_states', to='scheduling.examsession')),
            ],
            options={
                'indexes': [models.Index(fields=['institution', 'start_at'], name='earlier_start'), models.Index(fields=['session', 'known_until'], name='earlier_story')],
            },
        ),
        migrations.RunPython(read_the_log, migrations.RunPython.noop),
    ]
