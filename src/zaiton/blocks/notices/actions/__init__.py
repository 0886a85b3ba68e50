"""Writing and sending: notices into inboxes, mails to a server, events to endpoints; every act of a person leaves evidence."""
