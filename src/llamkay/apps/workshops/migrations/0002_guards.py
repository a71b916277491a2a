from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure


class Migration(migrations.Migration):
    """Row security: tools, machines, accidents and kit are of their prison; what hangs on them, of its parent."""

    dependencies = [("workshops", "0001_tables")]

    operations = [
        secure("workshops_tool", by_establishment()),
        secure("workshops_toolcount", by_parent("activities_activity", "workshops_toolcount.activity_id")),
        secure("workshops_toolloan", by_parent("workshops_toolcount", "workshops_toolloan.count_id")),
        secure("workshops_missingtool", by_parent("workshops_tool", "workshops_missingtool.tool_id")),
        secure("workshops_machine", by_establishment()),
        secure("workshops_upkeep", by_parent("workshops_machine", "workshops_upkeep.machine_id")),
        secure("workshops_machinestop", by_parent("workshops_machine", "workshops_machinestop.machine_id")),
        secure("workshops_accident", by_establishment()),
        secure("workshops_kitissue", by_establishment()),
    ]
