// Generated from semconv/registry by `npm run generate`. Do not edit: edit the registry.

// Literals, under their official names, of `@opentelemetry/semantic-conventions` 1.45.0.

/** IP address the card's connection comes from; pseudonymised when GP_REDACTION_IP is set. */
export const ATTR_CLIENT_ADDRESS = 'client.address' as const;

/** Port the card's connection comes from. */
export const ATTR_CLIENT_PORT = 'client.port' as const;

/** Name of the function a span of `traced` is about, with its class. */
export const ATTR_CODE_FUNCTION_NAME = 'code.function.name' as const;

/** Table or collection the operation is about. */
export const ATTR_DB_COLLECTION_NAME = 'db.collection.name' as const;

/** The operation, such as SELECT or INSERT. */
export const ATTR_DB_OPERATION_NAME = 'db.operation.name' as const;

/** The query, sanitised; its literals are replaced. */
export const ATTR_DB_QUERY_TEXT = 'db.query.text' as const;

/** The database product. */
export const ATTR_DB_SYSTEM_NAME = 'db.system.name' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_ACTIAN_INGRES = 'actian.ingres' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_AWS_DYNAMODB = 'aws.dynamodb' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_AWS_REDSHIFT = 'aws.redshift' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_AZURE_COSMOSDB = 'azure.cosmosdb' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_CASSANDRA = 'cassandra' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_CLICKHOUSE = 'clickhouse' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_COCKROACHDB = 'cockroachdb' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_COUCHBASE = 'couchbase' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_COUCHDB = 'couchdb' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_DERBY = 'derby' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_ELASTICSEARCH = 'elasticsearch' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_FIREBIRDSQL = 'firebirdsql' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_GCP_SPANNER = 'gcp.spanner' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_GEODE = 'geode' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_H2DATABASE = 'h2database' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_HBASE = 'hbase' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_HIVE = 'hive' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_HSQLDB = 'hsqldb' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_IBM_DB2 = 'ibm.db2' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_IBM_INFORMIX = 'ibm.informix' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_IBM_NETEZZA = 'ibm.netezza' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_INFLUXDB = 'influxdb' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_INSTANTDB = 'instantdb' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_INTERSYSTEMS_CACHE = 'intersystems.cache' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_MARIADB = 'mariadb' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_MEMCACHED = 'memcached' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_MICROSOFT_SQL_SERVER = 'microsoft.sql_server' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_MONGODB = 'mongodb' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_MYSQL = 'mysql' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_NEO4J = 'neo4j' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_OPENSEARCH = 'opensearch' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_ORACLE_DB = 'oracle.db' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_OTHER_SQL = 'other_sql' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_POSTGRESQL = 'postgresql' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_REDIS = 'redis' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_SAP_HANA = 'sap.hana' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_SAP_MAXDB = 'sap.maxdb' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_SOFTWAREAG_ADABAS = 'softwareag.adabas' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_SQLITE = 'sqlite' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_TERADATA = 'teradata' as const;

/** A value of `db.system.name`. */
export const DB_SYSTEM_NAME_VALUE_TRINO = 'trino' as const;

/** Identifier of the device that holds the card, pseudonymised where it is personal. */
export const ATTR_DEVICE_ID = 'device.id' as const;

/** Why it failed, one of the domain's short list. */
export const ATTR_ERROR_TYPE = 'error.type' as const;

/** A value of `error.type`. */
export const ERROR_TYPE_VALUE_OTHER = '_OTHER' as const;

/** Text of the failure, redacted. */
export const ATTR_EXCEPTION_MESSAGE = 'exception.message' as const;

/** Status code the request was answered with. */
export const ATTR_HTTP_RESPONSE_STATUS_CODE = 'http.response.status_code' as const;

/** Whether the machine sent or received the bytes. */
export const ATTR_NETWORK_IO_DIRECTION = 'network.io.direction' as const;

/** A value of `network.io.direction`. */
export const NETWORK_IO_DIRECTION_VALUE_RECEIVE = 'receive' as const;

/** A value of `network.io.direction`. */
export const NETWORK_IO_DIRECTION_VALUE_TRANSMIT = 'transmit' as const;

/** The protocol that the session speaks, such as http; tls where no more is known. */
export const ATTR_NETWORK_PROTOCOL_NAME = 'network.protocol.name' as const;

/** Which processor or exporter of the pipeline it happened in. */
export const ATTR_OTEL_COMPONENT_NAME = 'otel.component.name' as const;

/** Identifier of the OTA session, the same on everything that belongs to it. */
export const ATTR_SESSION_ID = 'session.id' as const;

/** Where the file system is mounted. */
export const ATTR_SYSTEM_FILESYSTEM_MOUNTPOINT = 'system.filesystem.mountpoint' as const;

/** Name of the test. */
export const ATTR_TEST_CASE_NAME = 'test.case.name' as const;

/** pass or fail; left out where test.status is neither. */
export const ATTR_TEST_CASE_RESULT_STATUS = 'test.case.result.status' as const;

/** A value of `test.case.result.status`. */
export const TEST_CASE_RESULT_STATUS_VALUE_FAIL = 'fail' as const;

/** A value of `test.case.result.status`. */
export const TEST_CASE_RESULT_STATUS_VALUE_PASS = 'pass' as const;

/** Name of the test suite. */
export const ATTR_TEST_SUITE_NAME = 'test.suite.name' as const;

/** How the run of the suite ended. */
export const ATTR_TEST_SUITE_RUN_STATUS = 'test.suite.run.status' as const;

/** A value of `test.suite.run.status`. */
export const TEST_SUITE_RUN_STATUS_VALUE_ABORTED = 'aborted' as const;

/** A value of `test.suite.run.status`. */
export const TEST_SUITE_RUN_STATUS_VALUE_FAILURE = 'failure' as const;

/** A value of `test.suite.run.status`. */
export const TEST_SUITE_RUN_STATUS_VALUE_IN_PROGRESS = 'in_progress' as const;

/** A value of `test.suite.run.status`. */
export const TEST_SUITE_RUN_STATUS_VALUE_SKIPPED = 'skipped' as const;

/** A value of `test.suite.run.status`. */
export const TEST_SUITE_RUN_STATUS_VALUE_SUCCESS = 'success' as const;

/** A value of `test.suite.run.status`. */
export const TEST_SUITE_RUN_STATUS_VALUE_TIMED_OUT = 'timed_out' as const;

/** The cipher suite agreed on, by its standard name, such as TLS_PSK_WITH_AES_128_CBC_SHA256. */
export const ATTR_TLS_CIPHER = 'tls.cipher' as const;

/** The TLS version agreed on, such as 1.2. */
export const ATTR_TLS_PROTOCOL_VERSION = 'tls.protocol.version' as const;
