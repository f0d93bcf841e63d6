from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    """Organisations and memberships are the public national register; seats decide sight, so they come before it."""

    dependencies = [("territory", "0001_initial"), ("core", "0002_protect_rows")]

    operations = [ProtectRows("territory_fact"), ProtectRows("territory_grant")]
