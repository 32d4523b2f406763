"""Prior authorization decisions as plans give them by FHIR R4B: denials as cases."""
