"""People, the roles they hold and until when, invitations, sessions."""
