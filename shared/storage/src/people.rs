//! People, their roles, what they object to, and addresses that bounced.

use portrea_domain::message::Stream;
use portrea_domain::person::{EmailAddress, Grant, Person, Reach, Role};
use portrea_domain::person_name::PersonName;
use portrea_domain::territory::Territory;
use portrea_domain::{InvitationId, PersonId, Timestamp};
use sqlx::FromRow;
use sqlx::query::QueryAs;

use crate::bulk::{self, Cell};
use crate::error::{StorageError, parse, parse_opt};
use crate::lists::cut;
use crate::tx::Tx;

/// People at rest.
#[derive(Debug)]
pub struct People<'t>(pub(crate) &'t mut Tx);

#[derive(FromRow)]
struct Row {
    id: String,
    name: String,
    email: Option<String>,
    fictional: i64,
}

impl TryFrom<Row> for Person {
    type Error = StorageError;
    fn try_from(row: Row) -> Result<Self, StorageError> {
        Ok(Self {
            id: parse(&row.id)?,
            name: row.name,
            email: parse_opt(row.email.as_deref())?,
            fictional: row.fictional != 0,
        })
    }
}

statements! {
    INSERT = "insert into person (id, name, email, fictional, created_at) values ($1, $2, $3, $4, $5)
        on conflict (email) do nothing";
    GET = "select id, name, email, cast(fictional as bigint) as fictional from person where id = $1";
    BY_EMAIL = "select id, name, email, cast(fictional as bigint) as fictional from person where email = $1";
    REACH = "select given_name, phone, postal_address from person where id = $1";
    SET_REACH = "update person set given_name = $2, phone = $3, postal_address = $4 where id = $1";
    NAME = "select name, given_name from person where id = $1";
    ERASE_NEEDS = "delete from invitation_need where invitation_id in (select id from invitation where person_id = $1)";
    ERASE_CONSENTS = "delete from minutes_consent where person_id = $1";
    ERASE_INTERESTS = "delete from interest where person_id = $1";
    ERASE = "update person set name = '', email = null, given_name = '', phone = '', postal_address = '' where id = $1";
    SET_EMAIL = "update person set email = $2 where id = $1";
    RENAME = "update person set name = $2 where id = $1";
    ANY = "select count(*) from person";
    GRANT = "insert into role_grant (person_id, role, territory, created_at) values ($1, $2, $3, $4)
        on conflict (person_id, role, territory) do nothing";
    GRANTS = "select role, territory from role_grant where person_id = $1 order by role, territory";
    WITH_ROLE_ON = "select p.id, p.name, p.email, cast(p.fictional as bigint) as fictional
        from role_grant g join person p on p.id = g.person_id
        where g.role = $1 and g.territory = $2 order by g.created_at, p.id";
    YES_BEFORE = "select count(*) from invitation_reply where invitation_id = $1 and reply = 'yes' and n < $2";
    OPPOSE = "insert into opposition (person_id, stream, at) values ($1, $2, $3)
        on conflict (person_id, stream) do nothing";
    WELCOME_AGAIN = "delete from opposition where person_id = $1 and stream = $2";
    OPPOSITIONS = "select stream from opposition where person_id = $1 order by stream";
    BOUNCED = "select reason from bounced_address where email = $1 and (hard = 1 or soft >= 5)";
}

list_statements! {
    BY_EMAILS from 1 = "select email, id from person where email in (#)";
    OPPOSITIONS_OF from 1 = "select person_id, stream from opposition where person_id in (#)";
}

impl People<'_> {
    /// Adds a person, unless somebody already has that mail address; gives the one who has it.
    pub async fn add(&mut self, person: &Person, now: Timestamp) -> Result<Person, StorageError> {
        let query = sqlx::query(INSERT)
            .bind(person.id.to_string())
            .bind(person.name.clone())
            .bind(person.email.as_ref().map(ToString::to_string))
            .bind(i64::from(person.fictional))
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        match &person.email {
            Some(email) => self
                .by_email(email)
                .await?
                .ok_or(StorageError::Missing("person")),
            None => Ok(person.clone()),
        }
    }

    /// A person by id.
    pub async fn get(&mut self, id: PersonId) -> Result<Option<Person>, StorageError> {
        let row: Option<Row> = sqlx::query_as(GET)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Person::try_from).transpose()
    }

    /// A person who must be there.
    pub async fn require(&mut self, id: PersonId) -> Result<Person, StorageError> {
        self.get(id).await?.ok_or(StorageError::Missing("person"))
    }

    /// How a person is named and reached beside their mail address.
    pub async fn reach(&mut self, id: PersonId) -> Result<Reach, StorageError> {
        let row: Option<(String, String, String)> = sqlx::query_as(REACH)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        let (given_name, phone, postal_address) = row.ok_or(StorageError::Missing("person"))?;
        Ok(Reach {
            given_name,
            phone,
            postal_address,
        })
    }

    /// Writes how a person is named and reached beside their mail address.
    pub async fn set_reach(&mut self, id: PersonId, reach: &Reach) -> Result<(), StorageError> {
        let query = sqlx::query(SET_REACH)
            .bind(id.to_string())
            .bind(reach.given_name.clone())
            .bind(reach.phone.clone())
            .bind(reach.postal_address.clone());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The given and family names of a person, for mails that say « Bonjour Jeanne ».
    pub async fn name_parts(&mut self, id: PersonId) -> Result<PersonName, StorageError> {
        let row: Option<(String, String)> = sqlx::query_as(NAME)
            .bind(id.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        let (name, given_name) = row.ok_or(StorageError::Missing("person"))?;
        Ok(PersonName::of(&name, &given_name))
    }

    /// Writes the name of a person.
    pub async fn rename(&mut self, id: PersonId, name: &str) -> Result<(), StorageError> {
        let query = sqlx::query(RENAME)
            .bind(id.to_string())
            .bind(name.to_owned());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Writes the mail address of a person. Fails when somebody else has it.
    pub async fn set_email(
        &mut self,
        id: PersonId,
        email: &EmailAddress,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(SET_EMAIL)
            .bind(id.to_string())
            .bind(email.to_string());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// Empties what is known of a person: what refers to them stays, and says nothing of who they were.
    pub async fn erase(&mut self, id: PersonId) -> Result<(), StorageError> {
        for sql in [ERASE_NEEDS, ERASE_CONSENTS, ERASE_INTERESTS, ERASE] {
            sqlx::query(sql)
                .bind(id.to_string())
                .execute(self.0.conn())
                .await?;
        }
        Ok(())
    }

    /// Whether anybody is known at all.
    pub async fn any(&mut self) -> Result<bool, StorageError> {
        let (count,): (i64,) = sqlx::query_as(ANY).fetch_one(self.0.conn()).await?;
        Ok(count > 0)
    }

    /// A person by mail address.
    pub async fn by_email(&mut self, email: &EmailAddress) -> Result<Option<Person>, StorageError> {
        let row: Option<Row> = sqlx::query_as(BY_EMAIL)
            .bind(email.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        row.map(Person::try_from).transpose()
    }

    /// Who has these addresses; those nobody has are left out.
    pub async fn ids_by_email(
        &mut self,
        emails: &[EmailAddress],
    ) -> Result<Vec<(EmailAddress, PersonId)>, StorageError> {
        let emails: Vec<String> = emails.iter().map(ToString::to_string).collect();
        let mut found = Vec::new();
        for (sql, binds) in cut(&BY_EMAILS, &emails) {
            let query = binds.fold(sqlx::query_as(sql), QueryAs::bind);
            let rows: Vec<(String, String)> = query.fetch_all(self.0.conn()).await?;
            for (email, id) in rows {
                found.push((parse(&email)?, parse(&id)?));
            }
        }
        Ok(found)
    }

    /// Keeps new people with their given names; fails when somebody has the address of one of them.
    pub async fn insert_new(
        &mut self,
        people: impl Iterator<Item = (Person, String)>,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        const COLUMNS: [&str; 6] = [
            "id",
            "name",
            "email",
            "fictional",
            "created_at",
            "given_name",
        ];
        let rows = people.map(|(person, given)| {
            vec![
                Cell::Text(person.id.to_string()),
                Cell::Text(person.name),
                Cell::MaybeText(person.email.map(String::from)),
                Cell::Int(i64::from(person.fictional)),
                Cell::Int(now.millis()),
                Cell::Text(given),
            ]
        });
        bulk::insert(self.0, "person", &COLUMNS, rows).await
    }

    /// Gives a role; giving it twice changes nothing.
    pub async fn grant(&mut self, grant: &Grant, now: Timestamp) -> Result<(), StorageError> {
        let query = sqlx::query(GRANT)
            .bind(grant.person_id.to_string())
            .bind(grant.role.as_str().to_owned())
            .bind(grant.territory.to_string())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The roles of a person.
    pub async fn grants(&mut self, id: PersonId) -> Result<Vec<Grant>, StorageError> {
        let rows: Vec<(String, String)> = sqlx::query_as(GRANTS)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        let grant = |(role, territory): (String, String)| {
            Ok(Grant {
                person_id: id,
                role: parse(&role)?,
                territory: parse(&territory)?,
            })
        };
        rows.into_iter().map(grant).collect()
    }

    /// Who has a role on a territory, the first named first.
    pub async fn with_role_on(
        &mut self,
        role: Role,
        territory: &Territory,
    ) -> Result<Vec<Person>, StorageError> {
        let rows: Vec<Row> = sqlx::query_as(WITH_ROLE_ON)
            .bind(role.as_str().to_owned())
            .bind(territory.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(Person::try_from).collect()
    }

    /// Whether the person invited said yes before their answer number `count`: then a calendar may hold the meeting.
    pub async fn said_yes_before(
        &mut self,
        invitation: InvitationId,
        count: i64,
    ) -> Result<bool, StorageError> {
        let (times,): (i64,) = sqlx::query_as(YES_BEFORE)
            .bind(invitation.to_string())
            .bind(count)
            .fetch_one(self.0.conn())
            .await?;
        Ok(times > 0)
    }

    /// Notes that a person objects to a stream.
    pub async fn oppose(
        &mut self,
        id: PersonId,
        stream: Stream,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(OPPOSE)
            .bind(id.to_string())
            .bind(stream.as_str().to_owned())
            .bind(now.millis());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The person themselves wants a stream again. Nobody else may call this.
    pub async fn welcome_again(
        &mut self,
        id: PersonId,
        stream: Stream,
    ) -> Result<(), StorageError> {
        let query = sqlx::query(WELCOME_AGAIN)
            .bind(id.to_string())
            .bind(stream.as_str().to_owned());
        query.execute(self.0.conn()).await?;
        Ok(())
    }

    /// The streams a person objects to.
    pub async fn oppositions(&mut self, id: PersonId) -> Result<Vec<Stream>, StorageError> {
        let rows: Vec<(String,)> = sqlx::query_as(OPPOSITIONS)
            .bind(id.to_string())
            .fetch_all(self.0.conn())
            .await?;
        rows.into_iter().map(|(stream,)| parse(&stream)).collect()
    }

    /// Who of these people objects to what.
    pub async fn oppositions_of(
        &mut self,
        ids: &[PersonId],
    ) -> Result<Vec<(PersonId, Stream)>, StorageError> {
        let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
        let mut found = Vec::new();
        for (sql, binds) in cut(&OPPOSITIONS_OF, &ids) {
            let query = binds.fold(sqlx::query_as(sql), QueryAs::bind);
            let rows: Vec<(String, String)> = query.fetch_all(self.0.conn()).await?;
            for (id, stream) in rows {
                found.push((parse(&id)?, parse(&stream)?));
            }
        }
        Ok(found)
    }

    /// Why nothing is sent to an address, if it bounced.
    pub async fn bounced(&mut self, email: &EmailAddress) -> Result<Option<String>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as(BOUNCED)
            .bind(email.to_string())
            .fetch_optional(self.0.conn())
            .await?;
        Ok(row.map(|(reason,)| reason))
    }

    /// Notes that an address does not exist.
    pub async fn note_bounce(
        &mut self,
        email: &EmailAddress,
        reason: &str,
        now: Timestamp,
    ) -> Result<(), StorageError> {
        self.0.addresses().note_hard(email, reason, now).await
    }
}
