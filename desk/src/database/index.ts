export { DatabaseError, type DatabaseErrorCode, sqlState } from './errors.js';
export { type Database, type DatabaseOptions, type Db, openDatabase, type Tx } from './open.js';
export * as schema from './schema.js';
