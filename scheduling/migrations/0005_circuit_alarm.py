from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0004_attempt_stood_at")]

    operations = [
        migrations.AddField(
            model_name="circuit",
            name="alarm",
            field=models.CharField(blank=True, default="", max_length=400),
        ),
    ]
