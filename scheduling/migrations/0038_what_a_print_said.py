"""How many more may have been expected is kept with a print; of those of before it is not known."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('scheduling', '0037_why_attempts_ended'),
    ]

    operations = [
        migrations.AddField(
            model_name='rosterprint',
            name='unsure',
            field=models.PositiveIntegerField(null=True, verbose_name='more may be expected; not kept where null'),
        ),
    ]
