-- What a tenant has chosen. While addresses are being checked, changes already keep to the rule;
-- the run says whose check it is.
create table tenant_settings (
    tenant_id    text        not null primary key,
    unique_email text        not null check (unique_email in ('off', 'checking', 'on')),
    run          uuid,
    updated_at   timestamptz not null default now(),
    updated_by   text        not null
);

-- The addresses of tenants that want each of them once: whoever is first has it.
create table email_claim (
    tenant_id  text not null,
    email_key  text collate "C" not null,
    contact_id uuid not null,
    constraint email_taken primary key (tenant_id, email_key)
);

alter table tenant_settings enable row level security;
alter table tenant_settings force row level security;
create policy own_tenant on tenant_settings
    using (tenant_id = nullif(current_setting('app.tenant', true), ''));
grant select, insert, update on tenant_settings to ${app};

alter table email_claim enable row level security;
alter table email_claim force row level security;
create policy own_tenant on email_claim
    using (tenant_id = nullif(current_setting('app.tenant', true), ''));
grant select, insert, delete on email_claim to ${app};

-- Begins a change of the tenant's contacts: waits for a change of the rule that is under way, holds
-- off the next one until the end of the transaction, and says whether the rule is in effect. Each
-- statement sees what was committed before it, so the rule is read when it can no longer change.
create function begin_change()
returns boolean
language plpgsql volatile
set search_path = crm, pg_temp
as $$
declare
    tenant constant text := nullif(current_setting('app.tenant', true), '');
begin
    perform pg_advisory_xact_lock_shared(hashtextextended(tenant, 0));
    return exists (
        select from tenant_settings s where s.tenant_id = tenant and s.unique_email <> 'off');
end
$$;

revoke all on function begin_change from public;
grant execute on function begin_change to ${app};
