from django.db import migrations

# Nobody could sign in with an address that was kept with a capital letter. No two differ by capitals alone: the
# table's own constraint is about the address in small letters.
KEPT = ("agencies_person", "agencies_personinvitation")


class Migration(migrations.Migration):

    dependencies = [
        ("agencies", "0002_one_home_for_a_field"),
    ]

    operations = [
        migrations.RunSQL(
            [f"UPDATE {table} SET email = lower(email) WHERE email <> lower(email)" for table in KEPT],
            migrations.RunSQL.noop,
        )
    ]
