-- Two more sections of the questionnaire: what a place has to help with, and who helps. Nobody was asked about them yet;
-- they come due a year after the place came in, so that nobody is written to about them all at once.
insert into listing_section (listing_id, section, due_at)
    select id, 'capacity', created_at + 31536000000 from listing;
insert into listing_section (listing_id, section, due_at)
    select id, 'people', created_at + 31536000000 from listing;
