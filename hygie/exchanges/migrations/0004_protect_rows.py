from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("exchanges", "0003_reminders")]
    operations = [ProtectRows("exchanges_reminder")]
