/**
 * How mail programs announce the mail that is answered, by language. `wrote` is the line above a quote; `original` the
 * text between two runs of dashes; `forwarded` likewise, above a mail that was passed on.
 */

/** Each begins a line and ends with a colon; between them stand a date and a name. */
export const WROTE: readonly { readonly begins: RegExp; readonly says: RegExp }[] = [
  { begins: /^On\b/, says: /\b(?:wrote|writes)\s*:$/ },
  { begins: /^(?:Am|Den)\b/, says: /\bschrieb\b.*:$/ },
  { begins: /^Le\b/, says: /\ba écrit\s*:$/ },
  { begins: /^El\b/, says: /\bescribió\s*:$/ },
  { begins: /^Il\b/, says: /\bha scritto\s*:$/ },
  { begins: /^Em\b/, says: /\bescreveu\s*:$/ },
  { begins: /^Op\b/, says: /\b(?:schreef|heeft)\b.*:$/ },
  { begins: /^Den\b/, says: /\bskrev\b.*:$/ },
  { begins: /^W dniu\b/, says: /\b(?:pisze|napisał(?:\(a\)|a)?)\s*:$/ },
];

/** `-----Original Message-----` */
export const ORIGINAL =
  /^\s*-{2,}\s*(?:Original Message|Original Appointment|Ursprüngliche Nachricht|Originalnachricht|Message d['’]origine|Message original|Mensaje original|Messaggio originale|Mensagem original|Oorspronkelijk bericht)\s*-{2,}\s*$/i;

/** `---------- Forwarded message ---------`, and Apple's sentence. */
export const FORWARDED =
  /^\s*(?:-{2,}\s*(?:Forwarded message|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado|Messaggio inoltrato|Mensagem encaminhada|Doorgestuurd bericht)\s*-{2,}|(?:Begin forwarded message|Anfang der weitergeleiteten Nachricht|Début du message transféré|Inicio del mensaje reenviado)\s*:)\s*$/i;

/** A subject of a mail that passes another one on. */
export const FORWARD_SUBJECT = /^\s*(?:fwd?|wg|tr|rv|enc|i|doorst)\s*:/i;

/** The lines of Outlook's header above a quote; the first one begins it. */
export const HEADER_FROM = /^\*?(?:From|Von|De|Da|Van|Från|Fra|Od)\s*:\*?\s/i;
export const HEADER_SENT =
  /^\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Enviado(?: el)?|Fecha|Inviato|Data|Verzonden|Skickat|Sendt)\s*:\*?\s/i;
export const HEADER_TO = /^\*?(?:To|An|À|Para|A|Aan|Till|Til|Do)\s*:\*?\s/i;
export const HEADER_SUBJECT = /^\*?(?:Subject|Betreff|Objet|Asunto|Oggetto|Assunto|Onderwerp|Ämne|Emne|Temat)\s*:/i;

/** The last line of a mail from a phone. */
export const SENT_FROM =
  /^(?:Sent from|Sent via|Get Outlook for|Von meinem .{1,40} gesendet|Gesendet (?:von|mit)|Envoyé (?:de|depuis)|Enviado desde|Enviado do|Inviato da|Verzonden vanaf)\b.{0,80}$/i;
