"""The product: folders are capabilities, files are tools that any capability may use."""
