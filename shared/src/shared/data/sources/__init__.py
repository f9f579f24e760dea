"""Getting files from where an entry says that they are; nothing that comes in is trusted.

Read obtain (one source, whatever its kind), then download (an address), clients (pip, npm, apt-get),
archives (zip, tar, Debian packages).
"""
