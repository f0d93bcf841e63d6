from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("territory", "0003_saved_groups")]
    operations = [ProtectRows("territory_savedgroup")]
