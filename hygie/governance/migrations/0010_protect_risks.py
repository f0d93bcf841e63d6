from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("governance", "0009_risks")]
    operations = [
        ProtectRows("governance_risk"),
        ProtectRows("governance_riskreview"),
    ]
