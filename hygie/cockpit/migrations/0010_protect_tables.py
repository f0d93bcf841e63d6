from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("cockpit", "0009_published_tables")]
    operations = [
        ProtectRows("cockpit_publishedtable"),
    ]
