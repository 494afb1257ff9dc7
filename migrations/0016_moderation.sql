-- Moderation. A place somebody unknown declares is `proposed` until a référent accepts it; a change of a sensitive field
-- is a revision that is `waiting`. `applied_n` orders revisions that were accepted later than they were said, `undoes`
-- names the change a revision takes back, `told` the message that tells its author what became of it. A draft
-- remembers the value that stood when each answer was given. A suggestion is what a reader says of a listing; who sent
-- it is a person like any other, erased like any other.
alter table listing add column state text not null default 'listed';
alter table listing add column decided_by text references person (id);
alter table listing add column decided_at bigint;
alter table listing add column reason text not null default '';
alter table listing add column told text references message (id);
create index listing_decider on listing (decided_by) where decided_by is not null;
create index listing_proposed on listing (commune) where state = 'proposed';

alter table revision add column decided_by text references person (id);
alter table revision add column decided_at bigint;
alter table revision add column reason text not null default '';
alter table revision add column applied_n bigint;
alter table revision add column undoes text references revision (id);
alter table revision add column told text references message (id);
create index revision_waiting on revision (observation_id) where state = 'waiting';
create index revision_decider on revision (decided_by) where decided_by is not null;
create index revision_told on revision (told) where told is not null;

alter table draft add column bases text not null default '{}';

create table suggestion (
    id text primary key,
    listing_id text not null references listing (id),
    person_id text references person (id),
    section text not null,
    path text,
    grounds text not null,
    words text not null,
    proposed text,
    state text not null,
    created_at bigint not null,
    decided_by text references person (id),
    decided_at bigint,
    reason text not null,
    told text references message (id)
);
create index suggestion_open on suggestion (listing_id) where state = 'open';
create index suggestion_person on suggestion (person_id);
create index suggestion_told on suggestion (told) where told is not null;
