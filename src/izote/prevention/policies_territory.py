"""Row-level policies of the screens of territories: each user's own visits."""

from izote.access.rowlevel import Table

OWN = "user_id = (select access.actor()) and org_id = any((select access.orgs('prevention.read'))::int[])"

TABLES = [Table("prevention_territoryvisit", read=OWN, write=OWN, grants="select, insert, update")]
