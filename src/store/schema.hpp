#pragma once

namespace parley::store {

// Version 1. Times are unix milliseconds, money is micro-units, hashes are 16 bytes. A turn's words
// stand in event.text as plain UTF-8, so that any SQLite tool can read a conversation; event.meta
// holds only what differs from the defaults.
inline constexpr char kSchema1[] = R"sql(
create table meta(key text primary key, value) without rowid;

create table tenant(id integer primary key, name text unique not null, version int not null,
  deleted_at int);
create table tenant_version(tenant int not null references tenant, version int not null,
  at int not null, hash blob not null, body text not null,
  primary key(tenant, version)) without rowid;

create table customer(id integer primary key, tenant int not null references tenant,
  name text not null, facts blob, facts_rev int not null default 0, erased_at int,
  unique(tenant, name));

-- salt keys the digests of the session's rows; zeroed at erasure, or a short text could be guessed
-- owner: 0 bot, 1 human, 2 closed
create table session(id integer primary key, tenant int not null references tenant,
  name text not null, customer int references customer, head_seq int not null default 0,
  head_hash blob not null, state blob, summary_seq int not null default 0, salt blob not null,
  owner int not null default 0, epoch int not null default 0, lease text, lease_until int,
  created_at int not null, touched_at int not null, expires_at int, metadata blob,
  unique(tenant, name));
create index session_customer on session(customer);
create index session_expiry on session(expires_at) where expires_at is not null;

-- which conversation a message from (channel, address) belongs to
create table binding(tenant int not null, channel text not null, address text not null,
  session int not null references session, primary key(tenant, channel, address)) without rowid;
create index binding_session on binding(session);

-- the chain runs over digests, so that a body can be erased and the chain still checks
create table event(session int not null references session, seq int not null, turn int not null,
  kind int not null, agent text, at int not null, digest blob not null, text text, meta blob,
  primary key(session, seq)) without rowid;

-- state: 0 accepted, 1 running, 2 done, 3 interrupted (the same id runs anew in this row)
-- body is cleared at commit
create table inbox(session int not null references session, channel text not null,
  inbound_id text not null, turn int not null, turn_id text not null unique, state int not null,
  at int not null, body blob, primary key(session, channel, inbound_id)) without rowid;
create index inbox_open on inbox(session, turn) where state < 2;

-- state: 0 intended, 1 done, 2 failed, 3 unknown
create table effect(key text primary key, session int not null, turn int not null,
  call int not null, tool text not null, state int not null, request blob, response blob,
  at int not null) without rowid;

-- state: 0 waiting, 1 sending, 2 done, 3 dead
create table outbox(id integer primary key, tenant int not null, session int, kind text not null,
  dedupe text not null, due_at int not null, attempts int not null default 0,
  state int not null default 0, epoch int, body blob, unique(tenant, kind, dedupe));
create index outbox_due on outbox(due_at) where state = 0;

create table timer(tenant int not null, session int, name text not null, due_at int not null,
  body blob, primary key(tenant, session, name));
create index timer_due on timer(due_at);

create table counter(tenant int not null, period text not null, metric text not null,
  value int not null, primary key(tenant, period, metric)) without rowid;

create table recording(session int not null references session, number int not null,
  at int not null, kind int not null, body blob not null, primary key(session, number));

create table artefact(hash blob primary key, kind text not null, tenant int, at int not null,
  body blob not null) without rowid;

create table kb_version(tenant int not null, kb text not null, version int not null,
  at int not null, manifest blob not null, primary key(tenant, kb, version)) without rowid;
create table document(tenant int not null, kb text not null, name text not null,
  added int not null, removed int, hash blob not null, meta blob, body blob not null,
  primary key(tenant, kb, name, added)) without rowid;
)sql";

}  // namespace parley::store
