"""Makes the tables of Cairn: `python -m tests.lib.make_tables`, with the database in the environment."""

from django.core.management import call_command

from tests.lib import django_setup

if __name__ == "__main__":
    django_setup.set_up()
    call_command("upgrade_tables", verbosity=0)
