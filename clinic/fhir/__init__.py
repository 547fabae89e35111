"""An exported record as HL7 FHIR R4: a pure mapping, one family of resources a file."""
