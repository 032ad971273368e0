-- The warehouse: the shop's tables with rules of their own, and a table for what breaks them.

create table customers (
    customer_id   int unsigned not null primary key,
    name          varchar(100) not null,
    email         varchar(120),
    country       char(2) not null,
    born          date,
    joined        datetime not null,
    changed_at    timestamp(6) null,
    active        bool not null,
    balance       decimal(14, 2) not null,
    level         mediumint not null,
    preferences   json,
    remarks       tinytext,
    avatar        mediumblob
) character set utf8mb4;

create table orders (
    order_id      bigint unsigned not null primary key,
    order_date    date not null,
    customer_id   int unsigned not null,
    placed_at     datetime(6) not null,
    paid_at       timestamp(3) null,
    delivered_in  time(6),
    due_on        date,
    model_year    year,
    status        enum('new', 'paid', 'sent', 'lost') not null,
    handling      set('gift', 'express', 'fragile', 'cold'),
    total         decimal(12, 2) not null,
    exact_tax     decimal(60, 30),
    doubled       decimal(14, 2) generated always as (total * 2) stored,
    weight        float,
    volume        double,
    pieces        tinyint unsigned not null,
    temperature   tinyint,
    shelf         smallint,
    distance      int,
    tracking      bigint,
    is_gift       bool not null,
    switches      bit(12),
    currency      char(3) not null,
    note          varchar(400),
    message       text,
    terms         mediumtext,
    history       longtext,
    token         binary(8),
    signature     varbinary(40),
    seal          tinyblob,
    label         blob,
    scan          longblob,
    details       json,
    place         point,
    key by_date (order_date),
    constraint total_is_not_negative check (total >= 0)
) character set utf8mb4;

create table rejected_rows (
    day           date not null,
    source        varchar(64) not null,
    row_key       varchar(64) not null,
    code          int not null,
    reason        varchar(1000) not null,
    content       longtext not null,
    primary key (day, source, row_key)
) character set utf8mb4;
