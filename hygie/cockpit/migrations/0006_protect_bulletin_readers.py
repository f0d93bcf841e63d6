from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("cockpit", "0005_bulletin_readers")]
    operations = [ProtectRows("cockpit_bulletinreader")]
