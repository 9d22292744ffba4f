""".NET, PowerShell, Windows: SslStream, HttpClient, WinHTTP, Schannel status codes and events, NPS, SQL Server.

Sources: dotnet/runtime System.Net.Security (Strings.resx); Windows SDK winerror.h; Microsoft events.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Mark, Pattern
from core.model.explanation import Side

_NET = "dotnet/runtime System.Net.Security Strings.resx"
_WIN = "Windows SDK winerror.h"
_EVENT = "Microsoft Schannel events"
_NUMBERED = r"(?:error|code|status|result|WinHttp|WinINet)[^\n0-9]{0,20}"  # a bare number may be any
_SERVER = r.client_certificate
_STREAM = (
    Pattern("BIO (?:routines|lib)[^\n]{0,40}no such file", r.KEY_FILE, 0.93, "OpenSSL crypto/bio/bio_err.c",
        "error:2006D080:BIO routines:BIO_new_file:no such file"),
    Pattern("time or date difference between your computer and the remote", ("client-clock-wrong",
        "cert-expired"), 0.94,
        "Windows Remote Desktop", "there is a time or date difference between your computer and the remote computer"),
    Pattern("FLAG CERT CN INVALID|FLAG SECURITY CHANNEL CERT CN", r.NAME, 0.94, "Windows SDK winhttp.h",
        "WINHTTP_CALLBACK_STATUS_FLAG_CERT_CN_INVALID"),
    Pattern("FLAG CERT DATE INVALID", r.EXPIRED, 0.93, "Windows SDK winhttp.h",
        "WINHTTP_CALLBACK_STATUS_FLAG_CERT_DATE_INVALID"),
    Pattern("STATUS FLAG INVALID CA", r.UNKNOWN_ISSUER, 0.88, "Windows SDK winhttp.h",
        "WINHTTP_CALLBACK_STATUS_FLAG_INVALID_CA"),
    Pattern("STATUS FLAG CERT REV FAILED", r.STATUS, 0.93, "Windows SDK winhttp.h",
        "WINHTTP_CALLBACK_STATUS_FLAG_CERT_REV_FAILED"),
    Pattern("STATUS FLAG CERT REVOKED", r.REVOKED, 0.94, "Windows SDK winhttp.h",
        "WINHTTP_CALLBACK_STATUS_FLAG_CERT_REVOKED"),
    Pattern("RemoteCertificateNameMismatch", r.NAME, 0.94, _NET),
    Pattern("RemoteCertificateNotAvailable", ("server-no-certificate", "client-cert-required"), 0.85, _NET, at_server=
        r.CLIENT_CERT),
    Pattern("RemoteCertificateChainErrors", r.UNKNOWN_ISSUER, 0.6, _NET),
    Pattern("\\bUntrustedRoot\\b", r.UNTRUSTED, 0.88, "dotnet X509ChainStatusFlags", at_server=_SERVER(r.UNTRUSTED)),
    Pattern("\\bPartialChain\\b", r.INCOMPLETE, 0.85, "dotnet X509ChainStatusFlags", at_server=_SERVER(r.INCOMPLETE)),
    Pattern("\\bNotTimeValid\\b", r.EXPIRED, 0.93, "dotnet X509ChainStatusFlags", at_server=_SERVER(r.EXPIRED)),
    Pattern("(?:chain: |\\[|, |status: ?)Revoked\\b(?=[^\n]{0,40}(?:\\]|,|$))", r.REVOKED, 0.9, "dotnet "
        "X509ChainStatusFlags",
        "certificate chain: Revoked"),
    Pattern("RevocationStatusUnknown|OfflineRevocation", r.STATUS, 0.92, "dotnet X509ChainStatusFlags",
        "RevocationStatusUnknown, OfflineRevocation"),
    Pattern("NotSignatureValid|HasWeakSignature", r.WEAK_CERT, 0.88, "dotnet X509ChainStatusFlags", "HasWeakSignature"),
    Pattern("NotValidForUsage|InvalidBasicConstraints|HasNotSupportedCriticalExtension|InvalidNameConstraints", (
        "eku-missing", "key-usage", "malformed-cert"), 0.92, "dotnet X509ChainStatusFlags", "NotValidForUsage"),
    Pattern("ExplicitDistrust", ("untrusted-root", "root-distrust"), 0.93, "dotnet X509ChainStatusFlags"),
    Pattern("remote certificate is invalid (?:according to the validation procedure|because of errors in the "
        "certificate chain)?", r.NOT_VERIFIED, 0.5, _NET, "The remote certificate is invalid according to the "
        "validation procedure.", ("client-cert-rejected",)),
    Pattern("remote certificate was rejected by the provided RemoteCertificateValidationCallback", ("pinning-failed",
        *r.NOT_VERIFIED), 0.6, _NET),
    Pattern("Das Remotezertifikat ist|Le certificat distant n'est pas valide|El certificado remoto no es v|Il "
        "certificato remoto non [eè] valido|O certificado remoto [eé] inv|远程证书无效|根据验证过程|"
            "リモート証明書は|Недействителен "
        "удаленный сертификат|Удаленный сертификат недействителен|원격 인증서가", r.NOT_VERIFIED, 0.5, _NET,
        "Das Remotezertifikat ist laut Validierungsverfahren ungültig."),
    Pattern("Could not establish trust relationship", r.NOT_VERIFIED, 0.5,
        ".NET Framework System.Net"),
    Pattern("Für den geschützten SSL/TLS-Kanal konnte keine Vertrauensstellung|Impossible d'établir une "
        "relation (?:de confiance|d'approbation)|No se puede establecer una relación de confianza|"
        "未能为 SSL/TLS 安全通道建立信任关系|不能为 "
            "SSL/TLS "
        "安全通道建立信任关系|SSL/TLS のセキュリティで保護されているチャネルに対する信頼関係を確立できません|Не "
            "удалось установить доверительные отношения", r.NOT_VERIFIED,
        0.5, ".NET Framework System.Net", "未能为 SSL/TLS 安全通道建立信任关系"),
    Pattern("Could not create SSL/TLS secure channel", ("no-shared-protocol", "no-shared-cipher",
        "client-cert-required"), 0.75, ".NET Framework System.Net"),
    Pattern("Es konnte kein geschützter SSL/TLS-Kanal erstellt werden|Impossible de créer un canal sécurisé "
        "SSL/TLS|No se puede crear un canal seguro SSL/TLS|未能创建 SSL/TLS 安全通道|SSL/TLS "
        "のセキュリティで保護されているチャネルを作成できませんでした|Не удалось создать защищенный канал SSL/TLS|"
            "Impossibile creare un canale "
        "sicuro SSL/TLS|Não foi possível criar um canal seguro (?:para )?SSL/TLS", ("no-shared-protocol",
        "no-shared-cipher", "client-cert-required"), 0.75, ".NET Framework System.Net",
        "Es konnte kein geschützter SSL/TLS-Kanal erstellt werden."),
    Pattern("An unexpected error occurred on a (?:send|receive)|Unerwarteter Fehler (?:beim|bei)|Une erreur "
        "inattendue s'est produite lors de l'envoi|Error inesperado de (?:envío|recepción)|接收时发生错误|"
            "发送时发生错误|"
        "送信時に、予期しないエラー|接続が予期せずに閉じられました", ("no-shared-protocol", "closed-mid-handshake",
            "reset-after-hello"), 0.72,
        ".NET Framework System.Net", "The underlying connection was closed: An unexpected error occurred on a send."),
    Pattern("A call to SSPI failed", ("no-shared-protocol", "no-shared-cipher", "client-cert-rejected"), 0.5, _NET),
    Pattern("Cannot determine the frame size or a corrupted frame was received|The handshake failed due to an "
        "unexpected packet format", r.PLAIN, 0.93, _NET, "The handshake failed due to an unexpected packet format."),
    Pattern("Received an unexpected EOF or 0 bytes from the transport stream|Authentication failed because the "
        "remote party has closed[^\n]{0,5}", r.CLOSED, 0.85, _NET,
        "Received an unexpected EOF or 0 bytes from the transport stream."),
    Pattern("The decryption operation failed, see inner exception[\\s\\S]{0,200}0x80090327", (*r.CLIENT_CERT,
        "client-cert-rejected"), 0.85, _NET, "The decryption operation failed, see inner exception. (0x80090327)"),
    Pattern("remote party sent a TLS alert: '?HandshakeFailure", r.HANDSHAKE_FAILURE, 0.8, _NET,
        "Authentication failed because the remote party sent a TLS alert: 'HandshakeFailure'."),
    Pattern("remote party sent a TLS alert: '?ProtocolVersion", r.PROTOCOL, 0.95, _NET),
    Pattern("remote party sent a TLS alert: '?UnrecognizedName", r.SNI, 0.95, _NET),
    Pattern("remote party sent a TLS alert: '?InternalError", ("server-no-certificate", "sni-unrecognized-name",
        "alert-internal-error"), 0.8, _NET),
    Pattern("remote party sent a TLS alert: '?(?:BadCertificate|UnknownCA|CertificateUnknown|CertificateExpired|"
        "CertificateRevoked|UnsupportedCertificate)", r.REJECTED, 0.92, _NET,
        "remote party sent a TLS alert: 'UnknownCA'", ("untrusted-root", "chain-incomplete", "self-signed")),
    Pattern("remote party sent a TLS alert: '?CertificateRequired", r.CLIENT_CERT, 0.95, _NET),
    Pattern("server mode SSL must use a certificate with the associated private key|No server certificate was "
        "specified|Unable to configure HTTPS endpoint", ("server-no-certificate", "key-file-unreadable"), 0.93,
        "dotnet/aspnetcore Kestrel", "Unable to configure HTTPS endpoint. No server certificate was specified"),
    Pattern("specified network password is not correct|Keyset does not exist|Cannot find the requested object|The "
        "system cannot find the file specified\\.(?=[^\n]{0,60}(?:pfx|cert|X509))", r.KEY_FILE, 0.9,
        "Windows CryptoAPI", "The specified network password is not correct."),
    Pattern("(?:protocol|SecurityProtocolType|requested security protocol)[^\n]{0,40}is not supported", (
        "client-too-old", "no-shared-protocol"), 0.85, ".NET Framework System.Net",
        "The requested security protocol is not supported."),
    Pattern("certificate chain was issued by an authority that is not trusted", r.UNTRUSTED, 0.88, _WIN),
    Pattern("target principal name is incorrect|WRONG PRINCIPAL", r.NAME, 0.93, _WIN,
        "The target principal name is incorrect."),
    Pattern("The certificate's CN name does not match the passed value", r.NAME, 0.95, _WIN),
    Pattern("The message received was unexpected or badly formatted", ("wrong-port-or-protocol",
        "alert-unexpected-message", "no-shared-protocol"), 0.7, _WIN),
    Pattern("The (?:token supplied to the function|Local Security Authority)[^\n]{0,60}", ("no-shared-protocol",
        "wrong-port-or-protocol"), 0.55, _WIN, "The token supplied to the function is invalid"),
    Pattern("The client and server cannot communicate,? because they do not possess a common algorithm", (
        "no-shared-protocol", "no-shared-cipher", "security-level"), 0.85, _WIN),
    Pattern("revocation (?:function|server|status)[^\n]{0,60}(?:unable to check|offline|unknown|was offline)", r.STATUS,
        0.95, _WIN, "The revocation function was unable to check revocation for the certificate."),
    Pattern("An existing connection was forcibly closed|Eine vorhandene Verbindung wurde vom Remotehost "
        "geschlossen|Une connexion existante a dû être fermée|Se ha forzado la interrupción|"
            "远程主机强迫关闭了一个现有的连接|"
        "既存の接続はリモート ホストに強制的に切断", r.RESET, 0.85, _WIN, "An existing connection was forcibly "
            "closed by the remote host"),
    Pattern("No connection could be made because the target machine actively refused it", r.REFUSED, 0.94, _WIN),
    Pattern("is typically reserved for plain-text connections", ("starttls-needed", "wrong-port-or-protocol"), 0.94,
        "MailKit SslHandshakeException.cs"),
    Pattern("a connection attempt failed because the connected party did not properly respond", r.TIMEOUT, 0.94, _WIN),
    Pattern("No such host is known|remote name could not be resolved|Der Remotename konnte nicht aufgelöst werden|"
        "Le nom distant n'a pas pu être résolu|未能解析此远程名称", r.DNS, 0.94, _WIN, "No such host is known"),
    Pattern("The specified server cannot perform the requested operation|ERROR_WINHTTP_SECURE_FAILURE|"
        "" + _NUMBERED + "12175\\b",
        r.NOT_VERIFIED,
        0.5, "Windows WinHTTP", "ERROR_WINHTTP_SECURE_FAILURE"),
    Pattern(_NUMBERED + "12157\\b|ERROR_INTERNET_SECURITY_CHANNEL_ERROR", ("no-shared-protocol",
        "no-shared-cipher"), 0.6,
        "Windows WinINet", "ERROR_INTERNET_SECURITY_CHANNEL_ERROR"),
    Pattern(_NUMBERED + "12037\\b|INTERNET_SEC_CERT_DATE_INVALID", r.EXPIRED, 0.9, "Windows WinINet",
        "ERROR_INTERNET_SEC_CERT_DATE_INVALID"),
    Pattern(_NUMBERED + "12038\\b|INTERNET_SEC_CERT_CN_INVALID", r.NAME, 0.93, "Windows WinINet",
        "ERROR_INTERNET_SEC_CERT_CN_INVALID"),
    Pattern(_NUMBERED + "12045\\b|INTERNET_INVALID_CA", r.UNKNOWN_ISSUER, 0.85, "Windows WinINet",
        "ERROR_INTERNET_INVALID_CA"),
    Pattern(_NUMBERED + "12044\\b|CLIENT_AUTH_CERT_NEEDED", r.CLIENT_CERT, 0.9, "Windows WinINet",
        "ERROR_INTERNET_CLIENT_AUTH_CERT_NEEDED"),
)  # fmt: skip
FAMILY = Family(
    "Windows",
    _STREAM,
    (
        Mark(r"System\.(?:Net|Security|IO)\.|HttpRequestException|at [\w.<>`]+\([^\n)]*\) in |"
            r"\bAuthenticationException:", ".NET", Side.CLIENT, 5, "System.Net.Http.HttpRequestException: x"),
        Mark(r"Invoke-(?:WebRequest|RestMethod)|CategoryInfo ?:|FullyQualifiedErrorId|PS [A-Z]:\\", "PowerShell",
            Side.CLIENT,
            7, "Invoke-WebRequest : x"),
        Mark(r"\bNU1301\b|\bnuget\b|dotnet restore", "NuGet", Side.CLIENT, 7, "error NU1301: x"),
        Mark(r"Kestrel|Microsoft\.AspNetCore\.Server", "Kestrel", Side.SERVER, 8,
            "Microsoft.AspNetCore.Server.Kestrel"),
        Mark(r"Network Policy Server", "NPS", Side.SERVER, 8, "Network Policy Server denied access"),
    ),
)  # fmt: skip
