"""Front page, help, notices, style guide, health; starting and keeping the installation."""
