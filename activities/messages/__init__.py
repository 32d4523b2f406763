"""What people read: mails, SMS, calendar files, in English and Spanish."""
