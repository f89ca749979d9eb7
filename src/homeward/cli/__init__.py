"""The command line: files in, files out; administers the site. One module a group of commands."""
