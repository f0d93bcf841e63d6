from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("governance", "0007_suppliers")]
    operations = [ProtectRows("governance_engagement")]
