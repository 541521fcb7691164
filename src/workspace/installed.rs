//! Packages that are not the project's own.
//!
//! In: the name of a package. Out: whether Python brings it, or people install it so often that a name like it is more
//! likely a word of that package than of the project. What is installed on a worker is not known here, and not asked.

use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Modules of the standard library of any Python from 3.9 to 3.14.
const STANDARD: &str = "\
    __future__ __main__ abc aifc annotationlib antigravity argparse array ast asynchat asyncio asyncore atexit
    audioop base64 bdb binascii binhex bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code
    codecs codeop collections colorsys compileall compression concurrent configparser contextlib contextvars
    copy copyreg crypt csv ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email
    encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch formatter fractions ftplib
    functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib
    imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging
    lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis
    nntplib nt ntpath nturl2path numbers opcode operator optparse os ossaudiodev parser pathlib pdb pickle
    pickletools pipes pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile
    pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource rlcompleter runpy sched
    secrets select selectors shelve shlex shutil signal site smtpd smtplib sndhdr socket socketserver spwd
    sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct subprocess sunau
    symbol symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios test textwrap this
    threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types
    typing unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref
    xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo";

/// What flows import mostly.
const COMMON: &str = "\
    adlfs aiobotocore aiofiles aiohttp aiokafka aiosqlite airflow alembic altair amqp anthropic anyio apprise
    apscheduler arrow asgi_lifespan asyncpg attr attrs autogluon azure babel backoff bcrypt beautifulsoup4 bokeh
    boto3 botocore bs4 cachetools cassandra catboost celery cerberus certifi cffi chardet charset_normalizer
    chromadb click clickhouse_connect clickhouse_driver cloudpickle colorama confluent_kafka coolname croniter
    cryptography cv2 cx_Oracle dagster dask databricks dataclasses_json datasets dateparser dateutil dbt delta
    deltalake distributed django dlt docker docx dotenv duckdb elasticsearch email_validator exchangelib
    executing faker fastapi fastavro fastparquet feedparser filelock fiona flask fsspec ftfy gcsfs geoalchemy2
    geopandas git github gitlab google google_auth googleapiclient graphql graphviz great_expectations griffe
    grpc gspread gunicorn h11 h5py hdfs html5lib httpcore httptools httpx huggingface_hub humanize humps hvac
    ibis idna imageio influxdb influxdb_client ipykernel IPython jinja2 jira jmespath joblib jose jsonpatch
    jsonpath_ng jsonschema jupyter jwt kafka kagglehub keras kombu kubernetes langchain ldap3 lightgbm litellm
    loguru lxml magic markdown marshmallow matplotlib mlflow mongoengine moto motor msal msgpack mypy mysql
    MySQLdb nats neo4j netCDF4 networkx nltk numba numpy oauthlib office365 openai openpyxl opensearchpy
    opentelemetry oracledb orjson pandas pandera papermill paramiko parquet passlib pathspec pdfplumber peewee
    pendulum phonenumbers pika PIL pkg_resources playwright plotly pluggy polars prefect prefect_airbyte
    prefect_alert prefect_aws prefect_azure prefect_bitbucket prefect_census prefect_cubejs prefect_dask
    prefect_databricks prefect_dbt prefect_dhis2 prefect_docker prefect_email prefect_fivetran prefect_fugue
    prefect_gcp prefect_github prefect_gitlab prefect_great_expectations prefect_hex prefect_hightouch
    prefect_jupyter prefect_kubernetes prefect_kv prefect_managed_file_transfer prefect_meltano prefect_monday
    prefect_monte_carlo prefect_openai prefect_openmetadata prefect_planetary_computer prefect_prometheus
    prefect_ray prefect_redis prefect_sendgrid prefect_shell prefect_sifflet prefect_slack prefect_snowflake
    prefect_soda_core prefect_spark_on_k8s_operator prefect_sqlalchemy prefect_twitter prefect_vault
    prometheus_client prophet protobuf psutil psycopg psycopg2 psycopg_pool pyarrow pyathena pydantic
    pydantic_core pydantic_settings pygments pymongo pymssql pymysql pyodbc pypdf PyPDF2 pyproj pyspark pytest
    python_http_client pytz pyxlsb qdrant_client rasterio ray readchar redis redshift_connector regex reportlab
    requests requests_oauthlib requests_toolbelt responses rich rioxarray ruamel s3fs s3transfer sagemaker
    salesforce schedule scikit_learn scipy scrapy seaborn selenium sendgrid sentence_transformers sentry_sdk
    setuptools sftp sh shap shapely shellingham simple_salesforce simplejson six sklearn slack slack_sdk slugify
    smart_open sniffio snowflake soda sqlalchemy sqlfluff sqlglot sqlmodel sqlparse stamina starlette
    statsmodels streamlit stripe structlog sympy tableauserverclient tabulate telegram tenacity tensorflow
    textual thefuzz tiktoken toml tomli tomlkit toolz torch torchvision tornado tqdm transformers trino twilio
    typer typing_extensions tzdata tzlocal ujson unidecode urllib3 uvicorn uvloop vertica_python watchdog
    watchfiles websocket websockets werkzeug wheel whenever win32com xarray xgboost xlrd xlsxwriter xmltodict
    yaml yarl yfinance zarr zeep zipp zmq zstandard";

/// Whether a package is Python's own or a common one.
pub fn is_common(package: &str) -> bool {
    static ALL: LazyLock<FxHashSet<&str>> = LazyLock::new(|| common().collect());
    package.starts_with('_') || ALL.contains(package)
}

/// The names of all these packages.
pub fn common() -> impl Iterator<Item = &'static str> {
    STANDARD
        .split_ascii_whitespace()
        .chain(COMMON.split_ascii_whitespace())
}
