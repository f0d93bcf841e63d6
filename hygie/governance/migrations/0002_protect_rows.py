from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("governance", "0001_initial")]
    operations = [
        ProtectRows("governance_acknowledgement"),
        ProtectRows("governance_appointment"),
        ProtectRows("governance_chaptercomment"),
        ProtectRows("governance_coverage"),
        ProtectRows("governance_policyversion"),
        ProtectRows("governance_readinground"),
        ProtectRows("governance_securitypolicy"),
    ]
