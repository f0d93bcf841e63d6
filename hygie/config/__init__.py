"""The top floor: settings, URLs, servers and the console command."""
