import { describe, expect, it } from 'vitest'
import { judgeBody } from '../../../../src/core/hub/body-check.ts'
import { parseContentRange, strongEtag } from '../../../../src/core/hub/content-range.ts'
import type { HubError } from '../../../../src/core/hub/hub-error.ts'
import { fileUrl, nextHop, nextLink, revisionUrl, shownUrl } from '../../../../src/core/hub/urls.ts'

describe('Content-Range', () => {
  it('is read with and without a total', () => {
    expect(parseContentRange('bytes 10-99/100')).toEqual({ first: 10, last: 99, total: 100 })
    expect(parseContentRange('bytes 0-0/*')).toEqual({ first: 0, last: 0, total: null })
  })

  it('that makes no sense is none', () => {
    for (const text of [
      null,
      '',
      'bytes */100',
      'bytes 5-4/10',
      'bytes 0-10/10',
      'items 0-1/2',
      'bytes 0-1/2,3-4/5',
    ])
      expect(parseContentRange(text), String(text)).toBeNull()
  })
})

it('only a strong ETag may stand in If-Range', () => {
  expect(strongEtag('"abc"')).toBe('"abc"')
  for (const etag of [null, 'W/"abc"', 'abc', '"a"b"']) expect(strongEtag(etag)).toBeNull()
})

describe('the head of a body', () => {
  const wanted = { path: 'm', size: 100, offset: 40, end: 100, etag: '"x"' }
  const head = (status: number, headers: Record<string, string>) => ({
    host: 'h',
    status,
    header: (name: string) => headers[name] ?? null,
  })
  const right = { 'content-range': 'bytes 40-99/100', 'content-length': '60', etag: '"x"' }
  const retryOf = (status: number, headers: Record<string, string>) => {
    try {
      return judgeBody(head(status, headers), wanted)
    } catch (thrown) {
      return (thrown as HubError).retry
    }
  }

  it('is the part that was asked for, or the whole file', () => {
    expect(judgeBody(head(206, right), wanted)).toBe('part')
    expect(judgeBody(head(200, { 'content-length': '100' }), wanted)).toBe('whole')
    expect(judgeBody(head(200, {}), wanted)).toBe('whole')
    expect(judgeBody(head(200, { 'content-encoding': 'gzip', 'content-length': '9' }), wanted)).toBe('whole')
  })

  it('is asked for again when it is another part', () => {
    expect(retryOf(206, { ...right, 'content-range': 'bytes 41-99/100' })).toBe('again')
    expect(retryOf(206, { ...right, 'content-range': 'bytes 40-98/100' })).toBe('again')
    expect(retryOf(206, { 'content-length': '60' })).toBe('again')
    expect(retryOf(206, { ...right, 'content-length': '59' })).toBe('again')
    expect(retryOf(200, { 'content-length': '99' })).toBe('again')
  })

  it('makes the download start over when the file is another one', () => {
    expect(retryOf(206, { ...right, 'content-range': 'bytes 40-99/101' })).toBe('restart')
    expect(retryOf(206, { ...right, etag: '"y"' })).toBe('restart')
    expect(retryOf(206, { ...right, 'content-encoding': 'gzip' })).toBe('restart')
  })

  it('of a web page is named, unless the file is one of that length', () => {
    const html = { 'content-type': 'text/html; charset=utf-8' }
    expect(() => judgeBody(head(200, html), wanted)).toThrow(/web page/)
    expect(() => judgeBody(head(200, { ...html, 'content-length': '7' }), wanted)).toThrow(/web page/)
    expect(judgeBody(head(200, { ...html, 'content-length': '100' }), wanted)).toBe('whole')
  })
})

describe('redirects', () => {
  const from = new URL('https://hub.example/a/b')

  it('may be relative, and may lead to another host', () => {
    expect(nextHop(from, '/c', 0).href).toBe('https://hub.example/c')
    expect(nextHop(from, 'https://cdn.example/x?sig=1', 3).href).toBe('https://cdn.example/x?sig=1')
  })

  it('are refused from https to http, to nowhere, with a password, and in a loop', () => {
    for (const to of [
      'http://hub.example/c',
      'ftp://x/y',
      'file:///etc/passwd',
      null,
      '',
      'https://u:p@x/',
      'http://',
    ])
      expect(() => nextHop(from, to, 0), String(to)).toThrow(/redirects/)
    expect(() => nextHop(from, '/c', 8)).toThrow(/loop/)
  })

  it('from http stay possible: that is how a mirror on this machine works', () => {
    expect(nextHop(new URL('http://localhost:1/a'), 'http://localhost:2/b', 0).port).toBe('2')
  })
})

it('page links are found among others', () => {
  expect(nextLink('<https://h/a>; rel="prev", <https://h/b?c=1>; rel="next"')).toBe('https://h/b?c=1')
  expect(nextLink('</b>; rel=next')).toBe('/b')
  for (const header of [null, '', '<https://h/a>; rel="prev"', 'next']) expect(nextLink(header)).toBeNull()
})

it('addresses encode what stands in names, and are shown without their signature', () => {
  expect(fileUrl('https://h', 'o/m', 'c', 'a b/#?%.json')).toBe(
    'https://h/o/m/resolve/c/a%20b/%23%3F%25.json',
  )
  expect(revisionUrl('https://h', 'o/m', 'refs/pr/1')).toBe('https://h/api/models/o/m/revision/refs%2Fpr%2F1')
  expect(shownUrl(new URL('https://h/a?Signature=secret'))).toBe('https://h/a')
})
