// SPDX-License-Identifier: Apache-2.0
// Opens every page of the built site in Chromium, served as it will be published.
import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { base, serve } from './server.js'

const DIST = fileURLToPath(new URL('../.vitepress/dist', import.meta.url))
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium'
const PHONE = { width: 390, height: 844 }
const DESK = { width: 1280, height: 900 }

/** With a directory in PICTURES, each page is also left there as a picture: light, dark, phone. */
const PICTURES = process.env.PICTURES

const pages = readdirSync(DIST)
  .filter((name) => name.endsWith('.html') && name !== '404.html')
  .sort()

let server
let browser

before(async () => {
  assert.ok(
    existsSync(CHROMIUM),
    `no Chromium at ${CHROMIUM}: apt install chromium, or set CHROMIUM`
  )
  assert.ok(existsSync(join(DIST, 'api/index.html')), 'no Javadoc in the site: call .ci/site')
  if (PICTURES) {
    mkdirSync(PICTURES, { recursive: true })
  }
  server = await serve(DIST)
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
})

after(async () => {
  await browser?.close()
  server?.close()
})

/** A page at an address, and what went wrong on it: errors, failed requests, requests to elsewhere. */
async function open(name, options) {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const trouble = []
  page.on('console', (message) => {
    const { url } = message.location()
    // Browsers ask for it on pages that name no icon: Javadoc's.
    if (['error', 'warning'].includes(message.type()) && !url.endsWith('/favicon.ico')) {
      trouble.push(`${message.text()} ${url}`)
    }
  })
  page.on('pageerror', (error) => trouble.push(String(error)))
  page.on('requestfailed', (request) => {
    // A page that is left gives up what it was fetching ahead.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') {
      trouble.push(`failed: ${request.url()}`)
    }
  })
  page.on('request', (request) => {
    if (!request.url().startsWith(server.origin) && !request.url().startsWith('data:')) {
      trouble.push(`not of this site: ${request.url()}`)
    }
  })
  await visit(page, name)
  return { page, trouble, close: () => context.close() }
}

/** Goes there, and waits until the page has come to life. */
async function visit(page, name) {
  await page.goto(server.origin + base + name)
  await page.waitForFunction(() => document.querySelector('#app')?.__vue_app__)
}

async function picture(page, name, kind) {
  if (PICTURES) {
    await page.waitForTimeout(700) // what moves has come to rest
    await page.screenshot({
      path: join(PICTURES, `${name.replace('.html', '')}-${kind}.png`),
      fullPage: true
    })
  }
}

test('the pages that were promised are there', () => {
  const promised = [
    'actions',
    'architecture',
    'benchmarks',
    'changes',
    'comparison',
    'doors',
    'engine',
    'engine-benchmarks',
    'index',
    'limits',
    'moving-from-knockd',
    'moving-from-pktables',
    'openwrt',
    'operations',
    'sources',
    'start',
    'testing'
  ]
  assert.deepEqual(
    promised.filter((name) => !pages.includes(`${name}.html`)),
    []
  )
})

test('every page is in the menu', async () => {
  const { page, close } = await open('start.html', { viewport: DESK })
  const links = await page.$$eval('.VPSidebar a[href]', (found) =>
    found.map((link) => new URL(link.href).pathname)
  )
  const missing = pages.filter((name) => name !== 'index.html' && !links.includes(base + name))
  assert.deepEqual(missing, [])
  await close()
})

for (const name of pages) {
  test(`${name} opens without trouble, has no dead link, and fits a phone`, async () => {
    const { page, trouble, close } = await open(name, { viewport: DESK })
    assert.deepEqual(trouble, [])
    assert.ok((await page.locator('h1').first().innerText()).length > 2)
    assert.deepEqual(await brokenPictures(page), [])
    const links = await page.$$eval('a[href]', (found) => found.map((link) => link.href))
    assert.deepEqual(dead(links), [])
    await picture(page, name, 'light')

    await page.setViewportSize(PHONE)
    const width = await page.evaluate(() => document.documentElement.scrollWidth)
    assert.ok(width <= PHONE.width, `${width} px wide on a phone of ${PHONE.width}`)
    await picture(page, name, 'phone')
    await close()
  })
}

test('dark mode switches, stays, and reaches the pictures', async () => {
  const { page, trouble, close } = await open('doors.html', {
    viewport: DESK,
    colorScheme: 'light'
  })
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const ink = () => page.$eval('.picture text', (text) => getComputedStyle(text).fill)
  const light = { paper: await paper(), ink: await ink() }

  await page.locator('.VPNavBar .VPSwitchAppearance').first().click()
  await page.waitForFunction(() => document.documentElement.classList.contains('dark'))
  await page.waitForTimeout(600) // colours fade
  assert.notEqual(await paper(), light.paper)
  assert.notEqual(await ink(), light.ink)

  for (const name of PICTURES ? pages : ['index.html', 'comparison.html']) {
    await visit(page, name)
    assert.ok(await page.evaluate(() => document.documentElement.classList.contains('dark')), name)
    await picture(page, name, 'dark')
  }
  assert.deepEqual(trouble, [])
  await close()
})

for (const [words, wanted] of [
  ['CAP_NET_RAW', 'operations.html'],
  ['sweepsToOpen', 'testing.html'],
  ['carrier-grade', 'limits.html'],
  ['pk-SERVICE', 'moving-from-pktables.html']
]) {
  test(`the search for ${words} finds ${wanted}`, async () => {
    const { page, trouble, close } = await open('start.html', { viewport: DESK })
    await page.locator('.VPNavBarSearch button').first().click()
    await page.locator('.VPLocalSearchBox input').fill(words)
    await page.waitForSelector('.VPLocalSearchBox .result')
    const found = await page.$$eval('.VPLocalSearchBox .result', (results) =>
      results.map((result) => result.href)
    )
    assert.ok(
      found.some((href) => href.includes(wanted)),
      found.join('\n')
    )
    assert.deepEqual(trouble, [])
    await close()
  })
}

test('Javadoc opens from the menu, with all modules', async () => {
  const { page, trouble, close } = await open('index.html', { viewport: DESK })
  await page.locator('.VPNavBarMenu a', { hasText: 'API' }).click()
  await page.waitForURL('**/api/index.html')
  for (const name of [
    'io.github.knock4j.runtime',
    'io.github.knock4j.pcap',
    'io.github.knock4j.firewall'
  ]) {
    assert.ok(await page.getByText(name, { exact: true }).first().isVisible(), name)
  }
  await page.getByRole('link', { name: 'Documentation' }).first().click()
  await page.waitForURL(`${server.origin}${base}index.html`)
  assert.deepEqual(trouble, [])
  await close()
})

test('an address that is not there says so', async () => {
  const response = await fetch(`${server.origin}${base}no-such-page.html`)
  assert.equal(response.status, 404)
  assert.match(await response.text(), /knock4j/)
})

/** Links of this site that lead to no file, or to no place in it. */
function dead(links) {
  return [...new Set(links)]
    .filter((link) => link.startsWith(server.origin))
    .filter((link) => !leadsSomewhere(link))
}

function leadsSomewhere(link) {
  const { pathname, hash } = new URL(link)
  if (!pathname.startsWith(base)) {
    return false
  }
  const path = pathname.slice(base.length)
  const file = join(DIST, path === '' || path.endsWith('/') ? `${path}index.html` : path)
  if (!existsSync(file)) {
    return false
  }
  const place = decodeURIComponent(hash.slice(1))
  return place === '' || readFileSync(file, 'utf8').includes(`id="${place}"`)
}

async function brokenPictures(page) {
  return page.$$eval('img', (found) =>
    found.filter((img) => !img.complete || img.naturalWidth === 0).map((img) => img.src)
  )
}
