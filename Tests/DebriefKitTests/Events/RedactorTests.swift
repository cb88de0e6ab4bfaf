import Testing

@testable import DebriefKit

@Suite struct RedactorTests {
  private static let secret = "Xy7-Secr3t!"

  @Test(
    "Secrets of every form are replaced",
    arguments: [
      "+ mysql -hx-mysql-0 -uroot -pS -e 'select 1'", "+ password_flag=-pS", "password_flag='-pS'",
      "MYSQL_ROOT_PASSWORD=S", "PGPASSWORD=S psql -h x", "export MYSQL_PWD=S", "REDISCLI_AUTH=S redis-cli ping",
      "mysqldump --password=S db", "tool --password S --verbose", "redis-cli -h x -p 6379 -a S info",
      "redis-cli -a \"S\" ping", "AUTH S", "AUTH default S", "HELLO 3 AUTH default S", "\"AUTH\" \"S\"",
      "\"auth\" \"default\" \"S\"", "requirepass S", "requirepass \"S\"", "masterauth S", "CONFIG SET requirepass S",
      "sentinel auth-pass mymaster S", "SENTINEL SET mymaster auth-pass S", "alter user x identified by 'S'",
      "IDENTIFIED BY \"S\"", "change master to master_host='h',master_password='S',master_port=3306",
      #"{"password":"S","user":"x"}"#, #"{"message":"{\"password\":\"S\"}"}"#, #"{"authorization": "S"}"#,
      #"{"passwd" : "S"}"#, "token: S", "Authorization: Bearer S", "redis://:S@10.0.0.1:6379/0",
      "postgres://app:S@db:5432/app", "dial root:S@tcp(127.0.0.1:3306)/mysql failed",
      #"{"name":"REDIS_PASSWORD","value":"S"}"#, "- {name: REDIS_PASSWORD, value: S}",
      "env: [{name: A, value: b}, {name: DB_PASSWORD, value: 'S'}]", "{value: S, name: DB_PASSWORD}",
      #"{"value":"S","name":"DB_TOKEN"}"#, "ALTER USER x WITH PASSWORD 'S'", "client_secret=S",
      "mysql -uroot '-pS' -e x", "ACL SETUSER app on >S ~* +@all", "mongosh -u root -p S admin",
    ])
  func replaces(_ form: String) {
    var redactor = Redactor()
    let filled = Self.fill(form)
    let out = redactor.redact(filled)
    #expect(!out.contains(Self.secret), "\(filled) became \(out)")
    #expect(out.contains(Redactor.mark))
    let bytes = Array(filled.utf8)
    let isLookedAt = SecretScanner.mightHold(bytes.span)
    #expect(isLookedAt, "\(filled) is not looked at")
  }

  /// Puts the secret at the one place where a lone `S` stands.
  private static func fill(_ form: String) -> String {
    var out = ""
    let letters = Array(form)
    for (index, letter) in letters.enumerated() {
      let before = index > 0 ? letters[index - 1] : " "
      let after = index + 1 < letters.count ? letters[index + 1] : " "
      let alone = letter == "S" && !(after.isLetter || after == "_") && (!before.isLetter || before == "p")
      out += alone ? secret : String(letter)
    }
    return out
  }

  @Test(
    "Innocent text stays as it is",
    arguments: [
      "Access denied for user 'root'@'10.0.0.1' (using password: YES)", "sentinel auth-pass mymaster ******",
      "NOAUTH Authentication required.", "AUTH failed: WRONGPASS invalid username-password pair",
      "mysql: [Warning] Using a password on the command line interface can be insecure.",
      "FATAL:  password authentication failed for user \"bi_ro\"", "redis-cli -a \"$REDIS_PASSWORD\" ping",
      "curl -s http://10.0.0.1:8008/switchover -XPOST", "mkdir -p /data/mysql/log", "kubectl get pods -o wide -n db",
      "+ '[' '!' -z  ']'", "The token bucket is full", "secret \"x-account-root\" not found",
      #"{"secretName":"x-account","tokenExpirationSeconds":3607}"#, "requirepass \"\"", "PASSWORD: <redacted>",
      "MYSQL_ROOT_PASSWORD:  <set to the key 'password' in secret 'x'>  Optional: false",
      "connect to mysql://10.0.0.1:3306/db failed", "2024-05-24T03:26:36Z at 10:20:30, mail ops@example.com",
      "password=******", "{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: x, key: password}}}",
      "{value: a, name: DB_HOST}", "{name: DB_HOST, value: a}",
    ])
  func keeps(_ text: String) {
    var redactor = Redactor()
    let out = redactor.redact(text)
    #expect(out == text)
  }

  @Test("A key block keeps its heading and loses its body")
  func keyBlock() {
    var redactor = Redactor()
    let out = redactor.redact("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----\nnext")
    #expect(out.hasPrefix("-----BEGIN RSA PRIVATE KEY-----<redacted>-----END RSA PRIVATE KEY-----"))
    #expect(out.hasSuffix("next"))
  }

  @Test("A web token is replaced wherever it stands")
  func webToken() {
    var redactor = Redactor()
    let out = redactor.redact(
      "sent eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P now")
    #expect(out == "sent <redacted> now")
  }

  @Test("A secret that was learned is replaced where it stands bare")
  func bareRepeat() {
    var redactor = Redactor()
    _ = redactor.redact("+ password_flag=-pXy7-Secr3t")
    #expect(redactor.redact("+ '[' '!' -z Xy7-Secr3t ']'") == "+ '[' '!' -z <redacted> ']'")
    #expect(redactor.redact("nothing here") == "nothing here")
  }

  @Test("A word that could stand in innocent text is not learned")
  func commonWord() {
    var redactor = Redactor()
    #expect(redactor.redact("POSTGRES_PASSWORD=postgres") == "POSTGRES_PASSWORD=<redacted>")
    #expect(redactor.redact("postgres is running") == "postgres is running")
  }

  @Test("Attributes are redacted by key, by value and by the name beside a value")
  func attributes() {
    var redactor = Redactor()
    var event = Event(.stateObserved, origin: "file")
    event.attributes = [
      "requirepass": "abc12345", "env": .array([.object(["name": "X_PASSWORD", "value": "q"])]), "port": 6379,
      "command": "redis-cli -a abc99999 ping",
    ]
    redactor.redact(&event)
    #expect(event.attributes["requirepass"] == "<redacted>")
    #expect(event.attributes["env"]?[0]?["value"] == "<redacted>")
    #expect(event.attributes["port"] == 6379)
    #expect(event.attributes["command"] == "redis-cli -a <redacted> ping")
  }
}
