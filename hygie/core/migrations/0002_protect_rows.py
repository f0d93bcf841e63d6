from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        ProtectRows("core_auditevent", append_only=True),
        ProtectRows("core_ledgerhead"),
        ProtectRows("core_ledgerentry", append_only=True),
        ProtectRows("core_ledgerbody"),
        ProtectRows("core_storedfile"),
    ]
