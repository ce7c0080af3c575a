"""Labels of a session's details, in the order in which its page shows them."""

from __future__ import annotations

LABELS = {
    "learner": "Learner",
    "exam": "Exam",
    "course": "Course",
    "type": "Type",
    "start_before": "Start before the move",
    "start": "Start",
    "location": "Location",
    "accommodation": "Accommodation",
    "named": "Named in the booking",
    "organization": "Organization",
    "email": "Email",
    "phone": "Phone",
    "address": "Address",
    "slot": "Instructor time slot",
    "notes": "Notes",
    "overridden": "Warnings when it was sent",
    "payment": "Payment",
    "institution": "Institution",
    "time_zone": "Time zone",
}
# Of those that a support call needs, in a fold below and on paper.
SUPPORT_LABELS = {
    "session": "Session",
    "exam_sid": "Exam SID",
    "enrollment": "Enrollment",
    "type": "Type",
    "status": "Status",
    "time_zone": "Time zone",
}
