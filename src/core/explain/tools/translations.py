"""Pages and messages about certificates in German, French, Spanish, Italian, Portuguese and Japanese.

Sources: the translations of Gecko's certError.ftl, of Chromium's components_strings and of GNU Wget's po files.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern

_GECKO = "Gecko certError.ftl, translated"
_CHROMIUM = "Chromium components_strings, translated"
_WGET = "GNU Wget po/*.po"
_GAP = r"[^\n]{0,120}"
_HOST = r"[^\s,;]{1,120}\.[a-z]{2,20}\b"  # without a host, a certificate may be a diploma
_FIREFOX = (
    Pattern("(?:に対して)?有効ではない証明書が使用されている", r.NAME, 0.93, _GECKO),
    Pattern(f"uses a certificate that is not valid for {_HOST}", r.NAME, 0.95, "Gecko certError.ftl",
        "it uses a certificate that is not valid for files.example.org"),
    Pattern(f"zertifikat für {_HOST}{_GAP} abgelaufen|certificat (?:de|pour) {_HOST}{_GAP} a expiré|"
        f"certificado (?:para|de) {_HOST}{_GAP} (?:expiró|caducó|expirou|venció)|certificato (?:per|di) "
        f"{_HOST}{_GAP} (?:è scaduto|scaduto)|"
        f"証明書は{_GAP}(?:有効期限が切れ|期限切れ|失効日を過ぎ)", r.EXPIRED, 0.93, _GECKO,
        "Das Zertifikat für intranet.example.org ist am 3. November 2026 abgelaufen."),
    Pattern(f"zertifikat{_GAP}(?:noch nicht gültig|für {_HOST}{_GAP}erst (?:am|ab){_GAP}gültig)|"
        f"certificat{_GAP}(?:pas encore valide|"
        f"pas valide avant|valide qu.à partir)|certificado{_GAP}(?:no (?:es|será) válido hasta|aún no es válido|"
        f"ainda não é válido)|certificato{_GAP}(?:non è ancora valido|non sarà valido fino)|"
        f"証明書(?:は|が){_GAP}(?:まで有効になりません|まだ有効ではありません)", r.NOT_YET, 0.93, _GECKO,
        "Das ausgestellte Zertifikat ist noch nicht gültig."),
    Pattern(f"zertifikat{_GAP}(?:nicht für{_GAP}gültig ist|(?:gilt nur für|nicht gültig für) {_HOST}|gilt nur "
        f"für folgende)|"
        f"certificat{_GAP}(?:n.est (?:pas )?valide (?:que )?pour|n.est valable que pour)|"
        f"certificado{_GAP}(?:no es válido para|(?:solo|sólo|só) es válido para|só é válido para|não é válido para)|"
        f"certificato{_GAP}(?:non è valido per|valido solo per|valido esclusivamente per)|"
        f"証明書(?:は|が){_GAP}(?:にのみ有効|に対してのみ有効|には有効ではありません|に対して有効ではない)",
        r.NAME, 0.93,
        _GECKO, "usa un certificado que no es válido para tienda.example.com"),
    Pattern(f"zertifikat{_GAP}(?:selbst signiert|selbstsigniert)|certificat{_GAP}auto-?signé|"
        f"certificado{_GAP}(?:autofirmado|auto-?assinado)|certificato{_GAP}autofirmato|自己署名をしている|自己署名証明書",
        r.SELF_SIGNED, 0.88, _GECKO, "Le certificat n’est pas sûr car il est auto-signé."),
    Pattern(f"aussteller-?zertifikat unbekannt|zertifikat{_GAP}aussteller{_GAP}unbekannt|autorité (?:délivrant|"
        f"émettrice){_GAP}inconnue|certificado emisor es desconocido|emisor{_GAP}desconocido|emissor é desconhecido|"
        "autorità emittente è sconosciuta|発行者(?:の証明書)?が不明", r.UNKNOWN_ISSUER, 0.85, _GECKO,
        "この証明書の発行者が不明であるため、この証明書は信頼されません。"),
    Pattern(f"zertifikat{_GAP}(?:wurde )?widerrufen|certificat{_GAP}(?:a été )?révoqué|certificado{_GAP}revocado|"
        f"certificado{_GAP}revogado|certificato{_GAP}revocato|証明書(?:は|が)(?:既に)?失効", r.REVOKED, 0.93, _GECKO,
        "Das Zertifikat der Gegenstelle wurde widerrufen."),
)  # fmt: skip
_CHROME = (
    Pattern(f"sicherheitszertifikat stammt von|certificat de sécurité provient de|certificado de seguridad "
        f"(?:procede|proviene) de|certificato di sicurezza proviene da|certificado de segurança é de|"
        f"セキュリティ証明書は{_GAP}から発行", r.NAME, 0.93, _CHROMIUM,
        "Sein Sicherheitszertifikat stammt von cdn.example.net."),
    Pattern(f"sicherheitszertifikat{_GAP}abgelaufen|certificat de sécurité{_GAP}a expiré|certificado de seguridad"
        f"{_GAP}(?:caducó|venció|ha caducado)|certificato di sicurezza{_GAP}scadut|certificado de segurança{_GAP}"
        f"expirou|セキュリティ証明書{_GAP}(?:期限切れ|有効期限が切れ)", r.EXPIRED, 0.93, _CHROMIUM,
        "son certificat de sécurité a expiré il y a 3 jours."),
    Pattern(f"sicherheitszertifikat{_GAP}(?:nicht vertrauenswürdig|nicht vertraut)|certificat de sécurité{_GAP}"
        f"(?:pas approuvé|comme fiable)|no confía en su certificado de seguridad|certificato di sicurezza{_GAP}"
        f"non è considerato attendibile|certificado de segurança{_GAP}não é confiável|セキュリティ証明書{_GAP}"
        "信頼されているものではありません", r.UNKNOWN_ISSUER, 0.85, _CHROMIUM,
        "el sistema operativo de tu ordenador no confía en su certificado de seguridad."),
    Pattern("(?:ihre|die) uhr geht (?:vor|nach)|(?:votre|l')\\s?horloge est en (?:retard|avance)|(?:el|tu) reloj está "
        "(?:atrasado|adelantado|retrasado)|orologio è (?:indietro|avanti)|relógio está (?:atrasado|adiantado)|"
        "時計が(?:遅れて|進んで)います", ("client-clock-wrong", "cert-expired"), 0.97, _CHROMIUM,
        "Ihre Uhr geht nach"),
    Pattern("Name (?:im|auf dem) Sicherheitszertifikat ist ungültig|nom (?:du|figurant sur le) certificat de "
        "sécurité (?:n.est "
            "pas valide|est incorrect)", r.NAME, 0.93, "Outlook, translated", "Der Name auf dem "
            "Sicherheitszertifikat ist ungültig"),
)  # fmt: skip
_CLI = (
    Pattern("verificare localmente l.autorità|verificar localmente a autoridade", r.UNKNOWN_ISSUER, 0.88, _WGET,
        "Impossibile verificare localmente l'autorità dell'emittente."),
    Pattern("nenhum nome alternativo do certificado corresponde|nessun nome alternativo[^\n]{0,40}corrisponde|ningún "
        "nombre alternativo[^\n]{0,60}(?:coincide|concuerda)|aucun nom alternatif[^\n]{0,60}ne correspond|kein "
        "alternativer name[^\n]{0,60}(?:passt|stimmt|übereinstimm)", r.NAME, 0.94, _WGET,
        "nenhum nome alternativo do certificado corresponde ao nome da máquina"),
    Pattern("(?:zertifikat-?eigentümer|zertifikatsinhaber|eigentümer des zertifikats)[^\n]{0,60}nicht|propriétaire du "
        "certificat ne correspond pas|propietario del certificado no (?:se ajusta|concuerda|coincide)|"
        "proprietario del certificato non corrisponde|証明書の所有者の名前はホスト名[^\n]{0,40}一致しません",
        r.NAME, 0.95,
        _WGET, "El propietario del certificado no se ajusta al nombre de equipo “shop.example.es”"),
    Pattern("ausgestellte zertifikat ist nicht mehr gültig|certificat émis a expiré|certificado emitido ha "
        "(?:caducado|expirado)|certificato rilasciato è scaduto|証明書(?:の|は)期限(?:が)?切れ", r.EXPIRED, 0.95, _WGET,
        "'shop.example.jp' の証明書は期限切れになっています。"),
    Pattern("autorität des ausstellers[^\n]{0,40}nicht|autorité émettrice ne peut pas être vérifiée|verificar "
        "localmente la autoridad|autorità dell'emittente[^\n]{0,40}non|発行者の権限を[^\n]{0,20}検証できません",
        r.UNKNOWN_ISSUER,
        0.88, _WGET, "Die Autorität des Ausstellers kann lokal nicht verifiziert werden."),
    Pattern("TLS-verbindung wurde nicht ordnungsgemäß beendet|connexion TLS[^\n]{0,40}terminée de façon incorrecte|"
        "conexión TLS[^\n]{0,40}(?:terminada|finaliz)[^\n]{0,20}(?:incorrect|inadecuad|no adecuad)", r.CLOSED, 0.88,
        "GnuTLS po/*.po", "Die TLS-Verbindung wurde nicht ordnungsgemäß beendet."),
    Pattern("(?:terminée par )?expiration du délai d.attente|délai d.attente de la connexion", r.TIMEOUT, 0.85,
        "glibc po/fr.po", "Connexion terminée par expiration du délai d'attente"),
)  # fmt: skip
FAMILY = Family("the translated message", (*_FIREFOX, *_CHROME, *_CLI))
