"""Switches of a booking's type or place: the row that ties a cancellation to its new booking."""
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0015_accommodations'),
    ]

    operations = [
        migrations.CreateModel(
            name='TypeSwitch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('cancelling', 'Being cancelled'), ('waiting', 'Cancelled; not booked again'), ('done', 'Switched'), ('undone', 'Nothing changed'), ('left', 'Left cancelled')], default='cancelling', max_length=10)),
                ('old_words', models.CharField(max_length=400)),
                ('new_words', models.CharField(max_length=400)),
                ('answers', models.JSONField(default=dict)),
                ('left_out', models.JSONField(default=list)),
                ('actor_name', models.CharField(max_length=150)),
                ('started_at', models.DateTimeField()),
                ('new', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scheduling.examsession')),
                ('old', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='scheduling.examsession')),
            ],
        ),
        migrations.AddField(
            model_name='attempt',
            name='switch',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='scheduling.typeswitch'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('switch__isnull', False)), fields=['switch'], name='attempt_switch'),
        ),
        migrations.AddConstraint(
            model_name='typeswitch',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('cancelling', 'waiting'))), fields=('old',), name='one_open_switch'),
        ),
    ]
