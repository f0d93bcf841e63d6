from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("cockpit", "0007_peer_consents")]
    operations = [ProtectRows("cockpit_peerconsent")]
