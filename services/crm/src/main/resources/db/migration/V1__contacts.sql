-- tenant_id comes first in every key: each tenant's rows lie together, and a key can never tell
-- one tenant that another one has it.
create table contact (
    tenant_id           text        not null,
    id                  uuid        not null,
    version             bigint      not null default 1,
    type                text        not null,
    name                text,
    email               text,
    relationship_type   text        not null,
    status              text        not null,
    source              text        not null,
    interaction_count   integer     not null check (interaction_count >= 0),
    email_count         integer     not null check (email_count >= 0),
    slack_message_count integer     not null check (slack_message_count >= 0),
    custom_fields       jsonb       not null check (jsonb_typeof(custom_fields) = 'object'),
    created_at          timestamptz not null,
    updated_at          timestamptz not null,
    created_by          text        not null,
    -- the name folded for order and search, and the address in the form in which two are equal;
    -- made by the service, so that they are the same whatever the database's locale is
    name_key            text collate "C" not null,
    email_key           text collate "C",
    primary key (tenant_id, id)
);

-- One index for each order, and one for each filter in the default order. Only operators that
-- PostgreSQL calls leakproof may use an index under row-level security: those of text, uuid and
-- timestamptz are, LIKE is not.
create index contact_created on contact (tenant_id, created_at, id);
create index contact_updated on contact (tenant_id, updated_at, id);
create index contact_name on contact (tenant_id, name_key, id);
create index contact_email on contact (tenant_id, email_key, id) where email_key is not null;
create index contact_status on contact (tenant_id, status, created_at, id);
create index contact_type on contact (tenant_id, type, created_at, id);
create index contact_source on contact (tenant_id, source, created_at, id);

-- forced: not even the owner sees rows of a tenant that it did not name
alter table contact enable row level security;
alter table contact force row level security;
create policy own_tenant on contact
    using (tenant_id = nullif(current_setting('app.tenant', true), ''));

grant usage on schema crm to ${app};
grant select, insert, update, delete on contact to ${app};
