from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("cockpit", "0001_initial")]
    operations = [
        ProtectRows("cockpit_daysum"),
    ]
