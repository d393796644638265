"""Commands of the register."""

from izote.people import arrival_commands

COMMANDS = {**arrival_commands.COMMANDS}
