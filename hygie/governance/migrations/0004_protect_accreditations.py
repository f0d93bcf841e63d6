from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("governance", "0003_accreditations")]
    operations = [
        ProtectRows("governance_accreditedsystem"),
        ProtectRows("governance_accreditation"),
    ]
