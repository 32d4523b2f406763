"""Papers as files: a document to edit, a PDF to print, the packet with its exhibits."""
