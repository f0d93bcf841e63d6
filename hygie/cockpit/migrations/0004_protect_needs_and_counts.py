from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("cockpit", "0003_needs_and_counts")]
    operations = [
        ProtectRows("cockpit_helpneed"),
        ProtectRows("cockpit_indicatorday"),
    ]
