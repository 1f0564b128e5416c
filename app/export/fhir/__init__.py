"""A document for the chart as FHIR R4 4.0.1: made, checked, sent and read back.

`document.bundle` makes the document, `sending.message` what a server is sent, `checking.check` is
run on both before they leave, `reading.read` goes the way back.
"""
