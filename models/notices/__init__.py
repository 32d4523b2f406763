"""What is still to be said of a case, and to be taken back. Pure: no clock, no network.

What is said follows from what stands: a turn computes the standing, asks for the notices, and does
what they say.

- `notices(case, standing, memory, now, state=)` gives the messages to send now, the memory after
  the turn, and when something is next to be said. No argument is changed.
- `settle(state, memory, order_key, outcome, failure, now)` gives the memory after the outcome of
  one message. The workflow brings it for every order, also when sending failed or took too long:
  `outcome` is None, or says what was delivered all the same, and `failure` says why. After it
  `notices` says whether and when it is tried again. A second outcome of an order changes nothing.
- `look_by_another_release` takes note of what a new edition or build counts otherwise: then
  `notices` tells whoever was told another day the new one, with the reason.
- `alert_failed` is told when word to the operator did not get through.
- `presented(case, standing, memory, now)` gives clocks and matters with their reminders, as
  queries and lists show them; `deadlines_seen` and `follow_ups_seen` give either of a `look` that
  was taken already, whose memory holds the short `codes` by which people name them, and
  `unsent_seen` the reminders of them that were owed and went to nobody;
  `delivery_trouble`, `contacts_to_mend`, `delivery_notes` and `reminders_sent` what else is shown.
- `named(memory, case, standing, name)` gives the key that an acknowledgment is about, which
  is written into its report as `binds["key"]`.

What the memory holds is in `models.notices.memory`, today's schedule in
`models.notices.reminders.clock_reminders` and `models.notices.reminders.matter_reminders`.
"""
