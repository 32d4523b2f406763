"""How AppealClock is run: embedded on one machine, in containers, under systemd."""
