from django.db import migrations

from hygie.core.rowsecurity import ProtectRows


class Migration(migrations.Migration):
    dependencies = [("obligations", "0001_initial"), ("core", "0002_protect_rows")]

    operations = [
        ProtectRows("obligations_proof"),
        ProtectRows("obligations_review"),
        ProtectRows("obligations_waiver"),
        ProtectRows("obligations_assessment"),
        ProtectRows("obligations_statusinterval"),
        ProtectRows("obligations_programmesummary"),
    ]
