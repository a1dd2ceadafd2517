//! sqlx, rusqlite, diesel, tokio-postgres, postgres, mysql.

use diesel::connection::{LoadConnection, SimpleConnection};
use diesel::query_builder::BoxedSqlQuery;
use mysql::prelude::Queryable;
use rusqlite::{Connection, Statement, Transaction, params};
use sqlx::{Database, Executor, QueryBuilder};

use crate::{input, sink};

pub fn query<D: Database>() {
    sqlx::query::<D>(&input()); // FLOW
}

pub fn bound<'q, D: Database>()
where
    String: sqlx::Encode<'q, D> + sqlx::Type<D>,
{
    sqlx::query::<D>("SELECT ?").bind(input()); // NO FLOW
}

pub fn query_with<'q, D: Database, A: sqlx::IntoArguments<'q, D>>(arguments: A) {
    sqlx::query_with::<D, _>(input().leak(), arguments); // FLOW
}

pub fn query_as<D: Database, R: for<'r> sqlx::FromRow<'r, D::Row>>() {
    sqlx::query_as::<D, R>(&input()); // FLOW
}

pub fn query_as_with<'q, D, R, A>(arguments: A)
where
    D: Database,
    R: for<'r> sqlx::FromRow<'r, D::Row>,
    A: sqlx::IntoArguments<'q, D>,
{
    sqlx::query_as_with::<D, R, _>(input().leak(), arguments); // FLOW
}

pub fn query_scalar<D: Database, R>()
where
    (R,): for<'r> sqlx::FromRow<'r, D::Row>,
{
    sqlx::query_scalar::<D, R>(&input()); // FLOW
}

pub fn raw_sql() {
    sqlx::raw_sql(&input()); // FLOW
}

pub async fn execute<'c, E: Executor<'c>>(executor: E) {
    executor.execute(input().as_str()).await.unwrap(); // FLOW
}

pub async fn fetch_one<'c, E: Executor<'c>>(executor: E) {
    executor.fetch_one(input().as_str()).await.unwrap(); // FLOW
}

pub async fn fetch_all<'c, E: Executor<'c>>(executor: E) {
    executor.fetch_all(input().as_str()).await.unwrap(); // FLOW
}

pub async fn fetch_optional<'c, E: Executor<'c>>(executor: E) {
    executor.fetch_optional(input().as_str()).await.unwrap(); // FLOW
}

pub fn builder<D: Database>() {
    QueryBuilder::<D>::new(input()); // FLOW
}

pub fn pushed<'q, D: Database>(builder: &mut QueryBuilder<'q, D>) {
    builder.push(input()); // FLOW
}

pub fn pushed_and_bound<'q, D: Database>(builder: &mut QueryBuilder<'q, D>)
where
    String: sqlx::Encode<'q, D> + sqlx::Type<D>,
{
    builder.push("x = ").push_bind(input()); // NO FLOW
}

pub fn rusqlite_execute(connection: &Connection) {
    connection.execute(&input(), []).unwrap(); // FLOW
}

pub fn rusqlite_bound(connection: &Connection) {
    connection.execute("INSERT INTO t VALUES (?1)", params![input()]).unwrap(); // NO FLOW
}

pub fn rusqlite_transaction(transaction: &Transaction) {
    transaction.execute(&format!("DELETE FROM {}", input()), []).unwrap(); // FLOW
}

pub fn rusqlite_batch(connection: &Connection) {
    connection.execute_batch(&input()).unwrap(); // FLOW
}

pub fn rusqlite_prepare(connection: &Connection) {
    connection.prepare(&input()).unwrap(); // FLOW
}

pub fn rusqlite_prepare_cached(connection: &Connection) {
    connection.prepare_cached(&input()).unwrap(); // FLOW
}

pub fn rusqlite_query_row(connection: &Connection) {
    connection.query_row(&input(), [], |_| Ok(())).unwrap(); // FLOW
}

pub fn rusqlite_query_row_and_then(connection: &Connection) {
    connection.query_row_and_then(&input(), [], |_| Ok::<_, rusqlite::Error>(())).unwrap(); // FLOW
}

pub fn rusqlite_rows(statement: &mut Statement) {
    for row in statement.query_map(params![input()], |row| row.get::<_, String>(0)).unwrap() {
        sink(row.unwrap()); // NO FLOW
    }
    for row in statement.query_map([], |_| Ok(input())).unwrap() {
        sink(row.unwrap()); // FLOW
    }
}

pub fn rusqlite_rows_with_errors_of_ones_own(statement: &mut Statement) {
    for row in statement.query_and_then(params![input()], |row| row.get::<_, String>(0)).unwrap() {
        sink(row.unwrap()); // NO FLOW
    }
}

pub fn rusqlite_row(statement: &mut Statement) {
    sink(statement.query_row(params![input()], |row| row.get::<_, String>(0)).unwrap()); // NO FLOW
}

pub fn rusqlite_open() {
    Connection::open(input()).unwrap(); // FLOW
}

pub fn rusqlite_open_with_flags(flags: rusqlite::OpenFlags) {
    Connection::open_with_flags(input(), flags).unwrap(); // FLOW
}

pub fn diesel_query() {
    diesel::sql_query(input()); // FLOW
}

pub fn diesel_bound() {
    diesel::sql_query("SELECT ?").bind::<diesel::sql_types::Text, _>(input()); // NO FLOW
}

pub fn diesel_sql() {
    diesel::dsl::sql::<diesel::sql_types::Bool>(&input()); // FLOW
}

pub fn diesel_added<C: diesel::Connection>() {
    diesel::sql_query("SELECT").into_boxed::<C::Backend>().sql(input()); // FLOW
}

pub fn diesel_batch<C: SimpleConnection>(connection: &mut C) {
    connection.batch_execute(&input()).unwrap(); // FLOW
}

pub async fn tokio_postgres_client(client: &tokio_postgres::Client) {
    client.query(&input(), &[]).await.unwrap(); // FLOW
    client.query_one(&input(), &[]).await.unwrap(); // FLOW
    client.query_opt(&input(), &[]).await.unwrap(); // FLOW
    client.query_raw(&input(), Vec::<i32>::new()).await.unwrap(); // FLOW
    client.execute(&input(), &[]).await.unwrap(); // FLOW
    client.prepare(&input()).await.unwrap(); // FLOW
    client.simple_query(&input()).await.unwrap(); // FLOW
    client.batch_execute(&input()).await.unwrap(); // FLOW
    client.execute("DELETE FROM t WHERE name = $1", &[&input()]).await.unwrap(); // NO FLOW
}

pub async fn tokio_postgres_transaction(transaction: &tokio_postgres::Transaction<'_>) {
    transaction.query(&input(), &[]).await.unwrap(); // FLOW
    transaction.query_one(&input(), &[]).await.unwrap(); // FLOW
    transaction.query_opt(&input(), &[]).await.unwrap(); // FLOW
    transaction.query_raw(&input(), Vec::<i32>::new()).await.unwrap(); // FLOW
    transaction.execute(&input(), &[]).await.unwrap(); // FLOW
    transaction.prepare(&input()).await.unwrap(); // FLOW
    transaction.simple_query(&input()).await.unwrap(); // FLOW
    transaction.batch_execute(&input()).await.unwrap(); // FLOW
}

pub async fn tokio_postgres_any(client: &impl tokio_postgres::GenericClient) {
    client.query(&input(), &[]).await.unwrap(); // FLOW
    client.query_one(&input(), &[]).await.unwrap(); // FLOW
    client.query_opt(&input(), &[]).await.unwrap(); // FLOW
    client.query_raw(&input(), Vec::<i32>::new()).await.unwrap(); // FLOW
    client.execute(&input(), &[]).await.unwrap(); // FLOW
    client.prepare(&input()).await.unwrap(); // FLOW
    client.simple_query(&input()).await.unwrap(); // FLOW
    client.batch_execute(&input()).await.unwrap(); // FLOW
    client.execute("DELETE FROM t WHERE name = $1", &[&input()]).await.unwrap(); // NO FLOW
}

pub fn postgres_client(client: &mut postgres::Client) {
    client.query(&input(), &[]).unwrap(); // FLOW
    client.query_one(&input(), &[]).unwrap(); // FLOW
    client.query_opt(&input(), &[]).unwrap(); // FLOW
    client.query_raw(&input(), Vec::<i32>::new()).unwrap(); // FLOW
    client.execute(&input(), &[]).unwrap(); // FLOW
    client.prepare(&input()).unwrap(); // FLOW
    client.simple_query(&input()).unwrap(); // FLOW
    client.batch_execute(&input()).unwrap(); // FLOW
    client.execute("DELETE FROM t WHERE name = $1", &[&input()]).unwrap(); // NO FLOW
}

pub fn postgres_transaction(transaction: &mut postgres::Transaction<'_>) {
    transaction.query(&input(), &[]).unwrap(); // FLOW
    transaction.query_one(&input(), &[]).unwrap(); // FLOW
    transaction.query_opt(&input(), &[]).unwrap(); // FLOW
    transaction.query_raw(&input(), Vec::<i32>::new()).unwrap(); // FLOW
    transaction.execute(&input(), &[]).unwrap(); // FLOW
    transaction.prepare(&input()).unwrap(); // FLOW
    transaction.simple_query(&input()).unwrap(); // FLOW
    transaction.batch_execute(&input()).unwrap(); // FLOW
}

pub fn mysql_text(connection: &mut mysql::Conn) {
    connection.query::<i32, _>(input()).unwrap(); // FLOW
    connection.query_first::<i32, _>(input()).unwrap(); // FLOW
    connection.query_iter(input()).unwrap(); // FLOW
    connection.query_drop(input()).unwrap(); // FLOW
    connection.query_map(input(), |_: i32| ()).unwrap(); // FLOW
}

pub fn mysql_statement(connection: &mut mysql::Conn) {
    connection.prep(input()).unwrap(); // FLOW
    connection.exec::<i32, _, _>(input(), ()).unwrap(); // FLOW
    connection.exec_first::<i32, _, _>(input(), ()).unwrap(); // FLOW
    connection.exec_iter(input(), ()).unwrap(); // FLOW
    connection.exec_drop(input(), ()).unwrap(); // FLOW
    connection.exec_batch(input(), [()]).unwrap(); // FLOW
    connection.exec_map(input(), (), |_: i32| ()).unwrap(); // FLOW
    connection.exec_drop("DELETE FROM t WHERE name = ?", (input(),)).unwrap(); // NO FLOW
}
