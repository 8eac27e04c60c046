/** A browser's side of web push: its keys, and what it does with a request that arrives (RFC 8188, 8291 and 8292). */
import { createDecipheriv, createECDH, createHmac, randomBytes } from 'node:crypto';
import { importJWK, jwtVerify } from 'jose';

const hmac = (key: Buffer, ...parts: (Buffer | string)[]) => {
  const hash = createHmac('sha256', key);
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export function createPushBrowser() {
  const ecdh = createECDH('prime256v1');
  const publicKey = ecdh.generateKeys();
  const auth = randomBytes(16);

  /** Returns the text of an encrypted body; throws if it is not for this browser. */
  function decrypt(body: Buffer): string {
    const salt = body.subarray(0, 16);
    const keyEnd = 21 + body.readUInt8(20);
    const senderKey = body.subarray(21, keyEnd);
    const sealed = body.subarray(keyEnd);
    const secret = hmac(auth, ecdh.computeSecret(senderKey));
    const input = hmac(secret, 'WebPush: info\0', publicKey, senderKey, '\x01');
    const key = hmac(salt, input);
    const contentKey = hmac(key, 'Content-Encoding: aes128gcm\0\x01').subarray(0, 16);
    const nonce = hmac(key, 'Content-Encoding: nonce\0\x01').subarray(0, 12);
    const decipher = createDecipheriv('aes-128-gcm', contentKey, nonce);
    decipher.setAuthTag(sealed.subarray(-16));
    const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    return padded.subarray(0, padded.lastIndexOf(2)).toString();
  }

  return {
    keys: { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') },
    decrypt,
  };
}

/** Returns the claims of a request to a push service, verified with the key that the request names, and that key. */
export async function verifyVapid(authorization: string) {
  const [, token = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? [];
  const point = Buffer.from(key, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'));
  const { payload } = await jwtVerify(token, await importJWK({ kty: 'EC', crv: 'P-256', x, y }, 'ES256'));
  return { claims: payload, key };
}
